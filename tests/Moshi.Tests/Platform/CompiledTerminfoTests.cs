using System.Buffers.Binary;
using System.Text;
using Moshi.Platform.Terminfo;
using Xunit;

namespace Moshi.Tests.Platform;

public sealed class CompiledTerminfoTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_number_formats_are_read(bool isWide)
    {
        Assert.True(CompiledTerminfo.TryParse(Entry(isWide), out TerminalDescription? description));
        Assert.Equal("test|a terminal for tests", description!.Names);
        Assert.Equal(256, description.Colors);
        Assert.Equal(isWide ? 0x10000 : 0x7FFF, description.Number(TerminfoNumber.MaxPairs));
        Assert.Equal(-1, description.Number(TerminfoNumber.Lines));
        Assert.True(description.HasBackColorErase);
        Assert.False(description.Has(TerminfoBoolean.HardCopy));
        Assert.Equal("\u001b[2J"u8.ToArray(), description.Text(TerminfoText.ClearScreen).ToArray());
        Assert.True(description.Has(TerminfoText.EraseChars));
        Assert.False(description.Has(TerminfoText.EnterCursorAddressing));
        Assert.False(description.Has(TerminfoText.SetForeground));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_short_anywhere_is_refused(bool isWide)
    {
        byte[] entry = Entry(isWide);
        for (int length = 0; length < entry.Length; length++)
            Assert.False(CompiledTerminfo.TryParse(entry.AsSpan(0, length), out _));
    }

    [Fact]
    public void Damaged_files_never_throw()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            byte[] entry = Entry(seed % 2 == 0);
            for (int i = random.Next(1, 6); i > 0; i--)
                entry[random.Next(random.Next(2) == 0 ? 12 : entry.Length)] = (byte)random.Next(256);
            Exception? thrown = Record.Exception(() => CompiledTerminfo.TryParse(entry, out _));
            Assert.True(thrown is null, $"seed {seed}: {thrown}");
        }
    }

    /// <summary>28 flags + bce, 15 numbers, 41 strings, an odd flag part so that the padding byte is exercised.</summary>
    private static byte[] Entry(bool isWide)
    {
        byte[] names = Encoding.ASCII.GetBytes("test|a terminal for tests\0");
        byte[] table = "\u001b[2J$<50/>\0\u001b[%p1%dX\0"u8.ToArray();
        const int Flags = 29, Numbers = 15, Texts = 41;
        var file = new List<byte>();
        void Short(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)value);
            file.AddRange(bytes);
        }
        Short(isWide ? 0x21E : 0x11A);
        Short(names.Length);
        Short(Flags);
        Short(Numbers);
        Short(Texts);
        Short(table.Length);
        file.AddRange(names);
        for (int i = 0; i < Flags; i++)
            file.Add((byte)(i == (int)TerminfoBoolean.BackColorErase ? 1 : 0));
        if (file.Count % 2 == 1)
            file.Add(0);
        for (int i = 0; i < Numbers; i++)
        {
            int value = i switch { (int)TerminfoNumber.MaxColors => 256, (int)TerminfoNumber.MaxPairs => isWide ? 0x10000 : 0x7FFF, _ => -2 };
            Short(value);
            if (isWide)
                Short(value >> 16);
        }
        for (int i = 0; i < Texts; i++)
            Short(i switch { (int)TerminfoText.ClearScreen => 0, (int)TerminfoText.EraseChars => 11, (int)TerminfoText.EnterCursorAddressing => -2, _ => -1 });
        file.AddRange(table);
        return [.. file];
    }
}

using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class CompactInstructionTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(1);
        (ByteBuffer scratch, ByteBuffer written) = (new ByteBuffer(), new ByteBuffer());
        using var encoder = new ZlibEncoder();
        var decoder = new ZlibDecoder();
        for (int round = 0; round < 5000; round++)
        {
            ulong number = round % 50 == 0 ? Instruction.ShutdownNumber : (ulong)random.NextInt64(1, 1L << random.Next(1, 62));
            ulong old = number - (ulong)random.Next(0, (int)Math.Min(number, 40));
            byte[] diff = new byte[random.Next(4) == 0 ? random.Next(3000) : random.Next(30)];
            random.NextBytes(diff);
            if (random.Next(2) == 0)
                diff.AsSpan().Fill((byte)round);
            var instruction = new Instruction
            {
                Version = Instruction.ProtocolVersion,
                NewNumber = number,
                OldNumber = old,
                ThrowawayNumber = old - (ulong)random.Next(0, (int)Math.Min(old, 40)),
                AckNumber = (ulong)random.NextInt64(),
                Diff = diff,
            };
            Assert.True(CompactInstruction.CanWrite(instruction));
            CompactInstruction.Write(instruction, encoder, scratch, written);
            Assert.True(CompactInstruction.IsCompact(written.Written));
            Assert.True(written.Length > 256 || written.Length % 8 == 0, $"round {round}: the length tells something");
            Assert.True(CompactInstruction.TryParse(written.Written, decoder, out Instruction read));
            Assert.Equal(instruction.NewNumber, read.NewNumber);
            Assert.Equal(instruction.OldNumber, read.OldNumber);
            Assert.Equal(instruction.ThrowawayNumber, read.ThrowawayNumber);
            Assert.Equal(instruction.AckNumber, read.AckNumber);
            Assert.Equal(Instruction.ProtocolVersion, read.Version);
            Assert.Equal(diff, read.Diff.ToArray());
        }
    }

    [Fact]
    public void An_echoed_key_takes_16_bytes_and_an_acknowledgement_8()
    {
        (ByteBuffer scratch, ByteBuffer written) = (new ByteBuffer(), new ByteBuffer());
        using var encoder = new ZlibEncoder();
        CompactInstruction.Write(new Instruction { NewNumber = 300, OldNumber = 299, ThrowawayNumber = 298, AckNumber = 400, Diff = [1, 2, 3, 4, 5, 6] }, encoder, scratch, written);
        Assert.Equal(16, written.Length);
        CompactInstruction.Write(new Instruction { NewNumber = 300, OldNumber = 299, ThrowawayNumber = 299, AckNumber = 400 }, encoder, scratch, written);
        Assert.Equal(8, written.Length);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("8001")]
    [InlineData("90010100")]
    [InlineData("8101")]
    [InlineData("84010105")]
    [InlineData("880101789C")]
    [InlineData("80FFFFFFFFFFFFFFFFFFFFFF0101")]
    public void Malformed_ones_are_refused(string hex) =>
        Assert.False(CompactInstruction.TryParse(Convert.FromHexString(hex), new ZlibDecoder(), out _));

    [Fact]
    public void Private_fields_need_the_long_form()
    {
        Assert.False(CompactInstruction.CanWrite(new Instruction { Version = 2, Capabilities = [0] }));
        Assert.False(CompactInstruction.CanWrite(new Instruction { Version = 2, ExitStatus = 0 }));
    }
}

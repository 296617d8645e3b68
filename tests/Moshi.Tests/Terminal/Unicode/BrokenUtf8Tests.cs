using System.Text;
using Moshi.Terminal.Parsing;
using Xunit;

namespace Moshi.Tests.Terminal.Unicode;

/// <summary>
/// What the full terminal makes of bytes that are not UTF-8: one U+FFFD for each maximal subpart of an ill-formed sequence (Unicode Standard §3.9, as
/// WHATWG's decoder and .NET's do), and control functions are honoured wherever a character breaks off.
/// </summary>
public sealed class BrokenUtf8Tests
{
    [Theory]
    [InlineData("FF", "\uFFFD")]
    [InlineData("80", "\uFFFD")]
    [InlineData("C0AF", "\uFFFD\uFFFD")]
    [InlineData("C328", "\uFFFD(")]
    [InlineData("E28264", "\uFFFDd")]
    [InlineData("E28041", "\uFFFDA")]
    [InlineData("EDA080", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("F4908080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("F0808080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("F09F98", "")]
    [InlineData("F09F9841", "\uFFFDA")]
    [InlineData("F09F98F09F9880", "\uFFFD\U0001F600")]
    [InlineData("61F1808080E1808080C26280C0", "a\U00040000\u1000\uFFFD\uFFFDb\uFFFD\uFFFD")]
    [InlineData("F880808080", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void Each_maximal_subpart_becomes_one_replacement_character(string hex, string expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("C3")]
    [InlineData("E282")]
    [InlineData("F09F98")]
    [InlineData("E2")]
    public void A_sequence_after_half_a_character_is_obeyed(string half)
    {
        byte[] start = Convert.FromHexString(half);
        Assert.Equal("\uFFFD<csi m>x", Read([.. start, .. "\u001b[31mx"u8]));
        Assert.Equal("\uFFFD<0D>", Read([.. start, .. "\r"u8]));
        Assert.Equal("\uFFFD<85>", Read([.. start, .. "\u001bE"u8]));
    }

    [Fact]
    public void Half_a_character_inside_a_sequence_does_not_swallow_what_follows()
    {
        Assert.Equal("<esc \uFFFD>x", Read([0x1B, 0xE2, 0x82, (byte)'x']));
        Assert.Equal("<csi m>", Read([0x1B, (byte)'[', (byte)'1', 0xC3, 0x1B, (byte)'[', (byte)'m']).Replace("<csi \uFFFD>", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_bytes_read_as_the_platforms_decoder_reads_them_however_they_are_cut()
    {
        byte[] interesting = [0x41, 0x7A, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xC3, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF];
        int compared = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[random.Next(1, 12)];
            foreach (ref byte value in bytes.AsSpan())
                value = interesting[random.Next(interesting.Length)];

            // A well-formed letter at the end, so that nothing is left waiting.
            bytes = [.. bytes, (byte)'.'];
            string expected = Encoding.UTF8.GetString(bytes);
            if (expected.Any(c => c is >= '\u0080' and <= '\u009F'))
                continue;

            compared++;
            int cut = random.Next(bytes.Length);
            Assert.True(string.Equals(expected, Read(bytes), StringComparison.Ordinal), $"seed {seed}: {Convert.ToHexString(bytes)}");
            Assert.True(string.Equals(expected, Read(bytes[..cut], bytes[cut..]), StringComparison.Ordinal), $"seed {seed}: {Convert.ToHexString(bytes)} cut at {cut}");
        }

        Assert.True(compared > 5_000, $"{compared} compared");
    }

    private static string Read(params byte[][] chunks)
    {
        var parser = new Parser(ParserLimits.Full);
        var text = new StringBuilder();
        var sink = new Sink(text);
        foreach (byte[] chunk in chunks)
            parser.Feed(chunk, ref sink);

        return text.ToString();
    }

    private static string Read(byte[] bytes) => Read([bytes]);

    private readonly struct Sink(StringBuilder text) : IParserSink
    {
        public void PrintAscii(ReadOnlySpan<byte> run) => text.Append(Encoding.ASCII.GetString(run));

        public void Print(int codePoint) => text.Append(char.ConvertFromUtf32(codePoint));

        public int PrintText(ReadOnlySpan<byte> utf8)
        {
            int at = 0;
            int length;
            for (; (length = Utf8Decoder.TryDecode(utf8[at..], out int codePoint)) > 0 && codePoint >= 0xA0; at += length)
                Print(codePoint);

            return at;
        }

        public void Execute(int control) => text.Append('<').Append(control.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)).Append('>');

        public int TakeLines(ReadOnlySpan<byte> text, out int seen)
        {
            seen = text.Length;
            return 0;
        }

        public void DispatchEscape(in EscapeSequence sequence) => text.Append("<esc ").Append(char.ConvertFromUtf32(sequence.Final)).Append('>');

        public int PrintStyled(ReadOnlySpan<byte> text) => 0;

        public int PrintAddressed(ReadOnlySpan<byte> text) => 0;

        public void DispatchControlSequence(in ControlSequence sequence) => text.Append("<csi ").Append(char.ConvertFromUtf32(sequence.Final)).Append('>');

        public void DispatchOsc(ReadOnlySpan<byte> utf8) => text.Append("<osc>");

        public void DropOsc(ReadOnlySpan<byte> beginning) => text.Append("<dropped>");

        public void HookDcs(in ControlSequence head) => text.Append("<dcs>");

        public void PutDcs(ReadOnlySpan<byte> bytes) => text.Append("<data>");

        public void UnhookDcs(bool isCancelled) => text.Append("<end>");

        public void DispatchApc(ReadOnlySpan<byte> bytes) => text.Append("<apc>");
    }
}

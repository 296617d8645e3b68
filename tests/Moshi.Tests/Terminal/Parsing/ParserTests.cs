using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Moshi.Terminal.Parsing;
using Xunit;

namespace Moshi.Tests.Terminal.Parsing;

public sealed class ParserTests
{
    /// <summary>What the C library of a current system makes of bad bytes, with a byte that ends a sequence looked at again.</summary>
    [Theory]
    [InlineData("FF", "FFFD")]
    [InlineData("C328", "FFFD 28")]
    [InlineData("E28264", "FFFD 64")]
    [InlineData("EDA080", "FFFD FFFD")]
    [InlineData("F4908080", "FFFD")]
    [InlineData("F5808080", "FFFD")]
    [InlineData("C0AF", "FFFD FFFD")]
    [InlineData("E08080", "FFFD FFFD")]
    [InlineData("F0808080", "FFFD FFFD")]
    [InlineData("F888808080", "FFFD")]
    [InlineData("F880808080", "FFFD FFFD")]
    [InlineData("FE", "FFFD")]
    [InlineData("F09F98E29482", "FFFD 2502")]
    [InlineData("E282ACC3A9F09F9880", "20AC E9 1F600")]
    [InlineData("EFBFBF", "FFFF")]
    [InlineData("9B316D", "FFFD 31 6D")]
    public void Bytes_become_the_code_points_of_stock(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, Printed(bytes, bytes.Length));
        Assert.Equal(expected, Printed(bytes, 1));
    }

    [Theory]
    [InlineData("\u001b[1;2H", "csi 1,2 H")]
    [InlineData("\u001b[H", "csi -1 H")]
    [InlineData("\u001b[;5;H", "csi -1,5,-1 H")]
    [InlineData("\u001b[65535;65536;99999999999999999999m", "csi 65535,-1,-1 m")]
    [InlineData("\u001b[?25;1000h", "csi ?25,1000 h")]
    [InlineData("\u001b[!p", "csi !-1 p")]
    [InlineData("\u001b[?1$p", "csi ?$1 p")]
    [InlineData("\u001b[4:3m", "csi 4:3 m")]
    [InlineData("\u001b[38:2::1:2:3;1m", "csi 38:2:-1:1:2:3,1 m")]
    [InlineData("\u001b[1?m", "")]
    [InlineData("\u001b[1\n2m", "exec A|csi 12 m")]
    [InlineData("\u001b[1\u00182", "exec 18|print 32")]
    [InlineData("\u001b[1\u001b[2m", "csi 2 m")]
    [InlineData("\u001b#8", "esc #8")]
    [InlineData("\u001b(B", "esc (B")]
    [InlineData("\u001bc", "esc c")]
    [InlineData("\u001bE", "exec 85")]
    [InlineData("\u001b\\", "exec 9C")]
    [InlineData("\u001b]0;a\u0007", "osc 0;a")]
    [InlineData("\u001b]0;a\u001b\\", "osc 0;a|exec 9C")]
    [InlineData("\u001b]0;a\u009c", "osc 0;a")]
    [InlineData("\u001b]a\u009db\u0007", "osc a|osc b")]
    [InlineData("\u001b]0;\u00e9\u0018", "osc 0;\u00e9|exec 18")]
    [InlineData("\u001bP1;2q1\u0007\r\u001b\\", "dcs 1,2 q|put 1\a\r|unhook|exec 9C")]
    [InlineData("\u001bP+q\u009c", "dcs +-1 q|unhook")]
    [InlineData("\u001bP>|x\u001b[Hy", "dcs >-1 ||put x|unhook|csi -1 H|print 79")]
    [InlineData("\u001bP1?qx\u009cy", "print 79")]
    [InlineData("\u001bPqx\u0018y", "dcs -1 q|put x|cancelled|exec 18|print 79")]
    [InlineData("\u0090qx\u0090y\u001b\\", "dcs -1 q|put x|unhook|dcs -1 y|unhook|exec 9C")]
    [InlineData("\u001b_Gx\u009cy", "apc Gx|print 79")]
    [InlineData("\u001b_x\u009fz\u0018y", "apc x|exec 18|print 79")]
    [InlineData("\u001b^x\u001b\\\u001bXx\u009cy", "exec 9C|print 79")]
    [InlineData("\u001b[\u65e5m", "csi -1 \u65e5|print 6D")]
    [InlineData("\u007f\u00a0", "print 7F|print A0")]
    public void Sequences_are_recognised(string input, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(input);
        Assert.Equal(expected, Events(bytes, bytes.Length));
        Assert.Equal(expected, Events(bytes, 1));
    }

    [Fact]
    public void Parameter_text_is_cut_at_one_hundred_characters()
    {
        string input = "\u001b[" + string.Concat(Enumerable.Repeat("1;", 50)) + "7m";
        byte[] bytes = Encoding.UTF8.GetBytes(input);
        string expected = "csi " + string.Concat(Enumerable.Repeat("1,", 50)) + "-1 m";
        Assert.Equal(expected, Events(bytes, bytes.Length));
        Assert.Equal(expected, Events(bytes, 1));
    }

    [Theory]
    [InlineData("\u001b[65536;99999999999m", "csi 65535,65535 m")]
    [InlineData("\u001b]0;a\u0018b", "exec 18|print 62")]
    [InlineData("\u001b]0;a\u001b[m", "osc 0;a|csi -1 m")]
    [InlineData("\u001b]0;a\u001b]0;b\a", "osc 0;a|osc 0;b")]
    public void The_full_terminal_reads_some_things_differently(string input, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(input);
        Assert.Equal(expected, Events(bytes, bytes.Length, ParserLimits.Full));
        Assert.Equal(expected, Events(bytes, 1, ParserLimits.Full));
    }

    /// <summary>The examples of the Unicode Standard, section 3.9, tables 3-8 to 3-11.</summary>
    [Theory]
    [InlineData("C0AFE080BFF0818241", "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41")]
    [InlineData("EDA080EDBFBFEDAF41", "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41")]
    [InlineData("F4919293FF4180BF42", "FFFD FFFD FFFD FFFD FFFD 41 FFFD FFFD 42")]
    [InlineData("E180E2F09192F1BF41", "FFFD FFFD FFFD FFFD 41")]
    [InlineData("F09F98E29482", "FFFD 2502")]
    [InlineData("E282ACC3A9F09F9880", "20AC E9 1F600")]
    public void Bad_bytes_of_the_full_terminal_become_what_the_standard_recommends(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, Printed(bytes, bytes.Length, ParserLimits.Full));
        Assert.Equal(expected, Printed(bytes, 1, ParserLimits.Full));
    }

    [Theory]
    [InlineData("C31B5B6D", "FFFD|csi -1 m")]
    [InlineData("E2821B5B6D", "FFFD|csi -1 m")]
    public void A_sequence_after_a_broken_character_is_honoured(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        foreach (ParserLimits limits in new[] { ParserLimits.Stock, ParserLimits.Full })
        {
            Assert.Equal("print " + expected, Events(bytes, bytes.Length, limits));
            Assert.Equal("print " + expected, Events(bytes, 1, limits));
        }
    }

    [Fact]
    public void A_string_over_its_limit_is_dropped_as_a_whole()
    {
        ParserLimits limits = ParserLimits.Full with { OscCodePoints = 100, ClipboardCodePoints = 200 };
        foreach (int length in new[] { 96, 98, 99, 100, 193, 197, 198 })
        {
            string text = new('x', length);
            byte[] title = Encoding.UTF8.GetBytes($"\u001b]0;{text}\a");
            byte[] clipboard = Encoding.UTF8.GetBytes($"\u001b]52;{text}\a");
            string expectedTitle = length + 2 <= 100 ? $"osc 0;{text}" : "dropped 0;x";
            string expectedClipboard = length + 3 <= 200 ? $"osc 52;{text}" : "dropped 52;";
            foreach (int chunk in new[] { 1, 7, 1000 })
            {
                Assert.Equal(expectedTitle, Events(title, chunk, limits));
                Assert.Equal(expectedClipboard, Events(clipboard, chunk, limits));
            }
        }
    }

    [Fact]
    public void Parameters_beyond_the_most_that_are_kept_are_dropped()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("\u001b[" + string.Concat(Enumerable.Repeat("1;", 127)) + "2;3m");
        string expected = "csi " + string.Concat(Enumerable.Repeat("1,", 127)) + "2 m";
        Assert.Equal(expected, Events(bytes, bytes.Length, ParserLimits.Full));
        Assert.Equal(expected, Events(bytes, 1, ParserLimits.Full));
    }

    private static string Printed(byte[] bytes, int chunk, ParserLimits? limits = null) =>
        Events(bytes, chunk, limits).Replace("print ", "", StringComparison.Ordinal).Replace('|', ' ');

    private static string Events(byte[] bytes, int chunk, ParserLimits? limits = null)
    {
        var parser = new Parser(limits ?? ParserLimits.Stock);
        var sink = new Recorder([]);
        for (int at = 0; at < bytes.Length; at += chunk)
            parser.Feed(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)), ref sink);

        return string.Join('|', sink.Events);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Recorder(List<string> events) : IParserSink
    {
        public List<string> Events => events;

        public void PrintAscii(ReadOnlySpan<byte> run)
        {
            foreach (byte character in run)
                Print(character);
        }

        public void Print(int codePoint) => events.Add(string.Create(CultureInfo.InvariantCulture, $"print {codePoint:X}"));

        public int PrintText(ReadOnlySpan<byte> utf8)
        {
            int at = 0;
            int length;
            for (; (length = Utf8Decoder.TryDecode(utf8[at..], out int codePoint)) > 0 && codePoint >= 0xA0; at += length)
                Print(codePoint);

            return at;
        }

        public void Execute(int control) => events.Add(string.Create(CultureInfo.InvariantCulture, $"exec {control:X}"));

        public int TakeLines(ReadOnlySpan<byte> text, out int seen)
        {
            seen = text.Length;
            return 0;
        }

        public void DispatchEscape(in EscapeSequence sequence) => events.Add($"esc {Collected(sequence.Collected)}{char.ConvertFromUtf32(sequence.Final)}");

        public int PrintStyled(ReadOnlySpan<byte> text) => 0;

        public int PrintAddressed(ReadOnlySpan<byte> text) => 0;

        public void DispatchControlSequence(in ControlSequence sequence) =>
            events.Add($"csi {Collected(sequence.Collected)}{Parameters(sequence)} {char.ConvertFromUtf32(sequence.Final)}");

        public void DispatchOsc(ReadOnlySpan<byte> utf8) => events.Add("osc " + Encoding.UTF8.GetString(utf8));

        public void DropOsc(ReadOnlySpan<byte> beginning) => events.Add("dropped " + Encoding.UTF8.GetString(beginning[..3]));

        public void HookDcs(in ControlSequence head) =>
            events.Add($"dcs {Collected(head.Collected)}{string.Join(',', head.Parameters.ToArray())} {char.ConvertFromUtf32(head.Final)}");

        public void PutDcs(ReadOnlySpan<byte> bytes)
        {
            string put = Encoding.Latin1.GetString(bytes);
            if (events[^1].StartsWith("put ", StringComparison.Ordinal))
            {
                events[^1] += put;
                return;
            }

            events.Add("put " + put);
        }

        public void UnhookDcs(bool isCancelled) => events.Add(isCancelled ? "cancelled" : "unhook");

        public void DispatchApc(ReadOnlySpan<byte> bytes) => events.Add("apc " + Encoding.Latin1.GetString(bytes));

        private static string Parameters(in ControlSequence sequence)
        {
            var text = new StringBuilder();
            for (int i = 0; i < sequence.Parameters.Length; i++)
                text.Append(i == 0 ? "" : sequence.IsSubParameter(i) ? ":" : ",").Append(sequence.Parameters[i]);

            return text.ToString();
        }

        private static string Collected(ulong packed) =>
            Encoding.ASCII.GetString(BitConverter.GetBytes(packed).Reverse().SkipWhile(value => value == 0).ToArray());
    }
}

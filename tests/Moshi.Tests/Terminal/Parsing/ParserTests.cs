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
    [InlineData("\u001b[4:3m", "")]
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
    [InlineData("\u001bPq1\u0007\u001b\\", "exec 9C")]
    [InlineData("\u001b_x\u009cy", "print 79")]
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

    private static string Printed(byte[] bytes, int chunk) =>
        Events(bytes, chunk).Replace("print ", "", StringComparison.Ordinal).Replace('|', ' ');

    private static string Events(byte[] bytes, int chunk)
    {
        var parser = new Parser();
        var sink = new Recorder([]);
        for (int at = 0; at < bytes.Length; at += chunk)
        {
            parser.Feed(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)), ref sink);
        }

        return string.Join('|', sink.Events);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Recorder(List<string> events) : IParserSink
    {
        public List<string> Events => events;

        public void PrintAscii(ReadOnlySpan<byte> run)
        {
            foreach (byte character in run)
            {
                Print(character);
            }
        }

        public void Print(int codePoint) => events.Add(string.Create(CultureInfo.InvariantCulture, $"print {codePoint:X}"));

        public void Execute(int control) => events.Add(string.Create(CultureInfo.InvariantCulture, $"exec {control:X}"));

        public void DispatchEscape(in EscapeSequence sequence) => events.Add($"esc {Collected(sequence.Collected)}{char.ConvertFromUtf32(sequence.Final)}");

        public void DispatchControlSequence(in ControlSequence sequence) =>
            events.Add($"csi {Collected(sequence.Collected)}{string.Join(',', sequence.Parameters.ToArray())} {char.ConvertFromUtf32(sequence.Final)}");

        public void DispatchOsc(ReadOnlySpan<byte> utf8) => events.Add("osc " + Encoding.UTF8.GetString(utf8));

        private static string Collected(ulong packed) =>
            Encoding.ASCII.GetString(BitConverter.GetBytes(packed).Reverse().SkipWhile(value => value == 0).ToArray());
    }
}

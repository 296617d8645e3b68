using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>Questions of programs are answered at once, from the model. <c>␛</c> stands for escape.</summary>
public sealed class ReportsTests
{
    private Emulator _terminal = new(80, 24);

    [Fact]
    public void Device_attributes_are_a_vt220s_as_in_stock_and_a_recent_xterms()
    {
        Assert.Equal("␛[?62c", Ask("␛[c"));
        Assert.Equal("␛[?62c", Ask("␛[0c"));
        Assert.Equal("␛[?62c", Ask("␛Z"));
        Assert.Equal("", Ask("␛[1c"));
        Assert.Equal("␛[>64;241;0c", Ask("␛[>c"));
        Assert.Equal("␛[>64;390;0c", Ask("␛]11;black\a␛[>c"));
        Assert.Equal("␛P!|00000000␛\\", Ask("␛[=c"));
    }

    [Fact]
    public void Version_is_what_the_host_program_says()
    {
        Assert.Equal("␛P>|moshi␛\\", Ask("␛[>q"));
        _terminal = new Emulator(80, 24) { TerminalVersion = "moshi(1.2)" };
        Assert.Equal("␛P>|moshi(1.2)␛\\", Ask("␛[>0q"));
    }

    [Fact]
    public void Cursor_position_counts_from_the_margins_in_origin_mode()
    {
        Assert.Equal("␛[0n", Ask("␛[5n"));
        Assert.Equal("␛[3;7R␛[?3;7;1R", Ask("␛[3;7H␛[6n␛[?6n"));
        Assert.Equal("␛[1;1R", Ask("␛[?69h␛[5;20s␛[4;9r␛[?6h␛[6n"));
        Assert.Equal("␛[2;3R", Ask("␛[2;3H␛[6n"));
    }

    [Theory]
    [InlineData("␛[?15n", "␛[?13n")]
    [InlineData("␛[?25n", "␛[?20n")]
    [InlineData("␛[?26n", "␛[?27;1;0;0n")]
    [InlineData("␛[?53n", "␛[?50n")]
    [InlineData("␛[?55n", "␛[?50n")]
    [InlineData("␛[?56n", "␛[?57;0n")]
    [InlineData("␛[?62n", "␛[0000*{")]
    [InlineData("␛[?63;12n", "␛P12!~0000␛\\")]
    [InlineData("␛[?75n", "␛[?70n")]
    [InlineData("␛[?85n", "␛[?83n")]
    [InlineData("␛[x", "␛[2;1;1;128;128;1;0x")]
    [InlineData("␛[1x", "␛[3;1;1;128;128;1;0x")]
    [InlineData("␛['|", "␛[0&w")]
    [InlineData("␛[?2;1;0S", "␛[?2;3;0S")]
    [InlineData("\u0005", "")]
    [InlineData("␛[?31337n␛[31337n", "")]
    public void Devices_that_do_not_exist_say_so(string question, string answer) => Assert.Equal(answer, Ask(question));

    [Theory]
    [InlineData("", "␛[?1$p", "␛[?1;2$y")]
    [InlineData("␛[?1h", "␛[?1$p", "␛[?1;1$y")]
    [InlineData("␛[?1h␛[?1l", "␛[?1$p", "␛[?1;2$y")]
    [InlineData("", "␛[?7$p", "␛[?7;1$y")]
    [InlineData("", "␛[?25$p", "␛[?25;1$y")]
    [InlineData("␛[?2004h", "␛[?2004$p", "␛[?2004;1$y")]
    [InlineData("", "␛[?2026$p", "␛[?2026;2$y")]
    [InlineData("", "␛[?2027$p", "␛[?2027;1$y")]
    [InlineData("", "␛[?2031$p", "␛[?2031;2$y")]
    [InlineData("␛[?2031h", "␛[?2031$p", "␛[?2031;1$y")]
    [InlineData("", "␛[?2048$p", "␛[?2048;2$y")]
    [InlineData("␛[?1006h", "␛[?1006$p", "␛[?1006;1$y")]
    [InlineData("␛[?1003h", "␛[?1000$p␛[?1003$p", "␛[?1000;2$y␛[?1003;1$y")]
    [InlineData("␛[?1049h", "␛[?1049$p", "␛[?1049;1$y")]
    [InlineData("␛[4h", "␛[4$p", "␛[4;1$y")]
    [InlineData("", "␛[20$p", "␛[20;2$y")]
    [InlineData("", "␛[1$p", "␛[1;4$y")]
    [InlineData("", "␛[?31337$p", "␛[?31337;0$y")]
    [InlineData("", "␛[333$p", "␛[333;0$y")]
    [InlineData("␛[62;1\"p", "␛[?1$p", "")]
    public void Modes_report_their_state(string before, string question, string answer)
    {
        _ = Ask(before);
        Assert.Equal(answer, Ask(question));
    }

    [Theory]
    [InlineData("", "m", "1$r0m")]
    [InlineData("␛[1m", "m", "1$r0;1m")]
    [InlineData("␛[1;2;3;4;5;6;7;8;9;53m", "m", "1$r0;1;2;3;4;5;6;7;8;9;53m")]
    [InlineData("␛[4:3m", "m", "1$r0;4:3m")]
    [InlineData("␛[21m", "m", "1$r0;4:2m")]
    [InlineData("␛[48;2;1;2;3m", "m", "1$r0;48:2::1:2:3m")]
    [InlineData("␛[31;105m", "m", "1$r0;31;105m")]
    [InlineData("␛[38;5;200;58:2::9:8:7m", "m", "1$r0;38:5:200;58:2::9:8:7m")]
    [InlineData("␛[5;6r", "r", "1$r5;6r")]
    [InlineData("", "r", "1$r1;24r")]
    [InlineData("␛[?69h␛[3;4s", "s", "1$r3;4s")]
    [InlineData("␛[4 q", " q", "1$r4 q")]
    [InlineData("", " q", "1$r1 q")]
    [InlineData("␛[1\"q", "\"q", "1$r1\"q")]
    [InlineData("", "\"q", "1$r0\"q")]
    [InlineData("", "\"p", "1$r65;1\"p")]
    [InlineData("␛[63;1\"p", "\"p", "1$r63;1\"p")]
    [InlineData("", "t", "1$r24t")]
    [InlineData("", "$|", "1$r80$|")]
    [InlineData("", "*|", "1$r24*|")]
    [InlineData("␛[36*|", "*|", "1$r36*|")]
    [InlineData("␛[27t", "t", "1$r27t")]
    [InlineData("␛[27t␛c", "t", "1$r24t")]
    [InlineData("", "$}", "1$r0$}")]
    [InlineData("", "$~", "1$r0$~")]
    [InlineData("␛[2*x", "*x", "1$r2*x")]
    [InlineData("", "+q", "0$r")]
    [InlineData("", "", "0$r")]
    public void Settings_are_reported_as_the_sequence_that_restores_them(string before, string question, string answer)
    {
        _ = Ask(before);
        Assert.Equal($"␛P{answer}␛\\", Ask($"␛P$q{question}␛\\"));
    }

    [Theory]
    [InlineData("Co", "=256")]
    [InlineData("colors", "=256")]
    [InlineData("TN", "=xterm-256color")]
    [InlineData("RGB", "=8/8/8")]
    [InlineData("Tc", "")]
    [InlineData("Su", "")]
    [InlineData("Smulx", "=\u001b[4:%p1%dm")]
    [InlineData("Ss", "=\u001b[%p1%d q")]
    [InlineData("Cr", "=\u001b]112\a")]
    [InlineData("Ms", "=\u001b]52;%p1%s;%p2%s\a")]
    [InlineData("ku", "=\u001bOA")]
    [InlineData("kf12", "=\u001b[24~")]
    [InlineData("kb", "=\u007f")]
    [InlineData("#2", "=\u001b[1;2H")]
    public void Capabilities_are_told_in_hexadecimal(string name, string value)
    {
        string answer = value.Length == 0 ? "" : "=" + Hex(value[1..]);
        Assert.Equal($"␛P1+r{Hex(name)}{answer}␛\\", Ask($"␛P+q{Hex(name)}␛\\"));
    }

    [Fact]
    public void Each_capability_has_an_answer_of_its_own_and_unknown_ones_do_not_hide_others()
    {
        Assert.Equal($"␛P0+r{Hex("nonsense")}␛\\␛P1+r{Hex("Co")}={Hex("256")}␛\\", Ask($"␛P+q{Hex("nonsense")};{Hex("Co")}␛\\"));
        Assert.Equal("␛P0+r␛\\", Ask("␛P+qinject␛\\"));
        Assert.Equal("␛P0+r4␛\\", Ask("␛P+q4␛\\"));
        Assert.Equal($"␛P0+r{Hex("a name that is too long")[..0]}␛\\", Ask($"␛P+q{Hex("a name that is too long")}␛\\"));
    }

    [Fact]
    public void Question_that_is_cancelled_or_far_too_long_has_no_answer()
    {
        Assert.Equal("", Ask("␛P$qm\u0018"));
        Assert.Equal("", Ask("␛P$q" + new string('m', 5000) + "␛\\"));
        Assert.Equal("␛P1$r0m␛\\", Ask("␛P$qm␛\\"));
    }

    [Fact]
    public void Checksum_is_the_negated_sum_of_characters_and_renditions()
    {
        _ = Ask("A␛[1mB␛[0m");
        Assert.Equal($"␛P7!~{0x10000 - 'A':X4}␛\\", Ask("␛[7;1;1;1;1;1*y"));
        Assert.Equal($"␛P8!~{0x10000 - ('B' + 0x80):X4}␛\\", Ask("␛[8;1;1;2;1;2*y"));
        Assert.Equal($"␛P9!~{0x10000 - ('A' + 'B' + 0x80):X4}␛\\", Ask("␛[9;1;1;1;1;80*y"));
        Assert.Equal($"␛P1!~{0x10000 - ' ':X4}␛\\", Ask("␛[1;1;5;5;5;5*y"));
        Assert.Equal("␛P1!~0000␛\\", Ask("␛[1;1;5;5;4;4*y"));
    }

    [Fact]
    public void Cursor_information_and_tab_stops_can_be_taken_back()
    {
        string cursor = Ask("␛[1;4m␛)0\u000e␛[5;9H␛[1$w");
        Assert.Equal("␛P1$u5;9;1;C;@;@;1;2;@;B0BB␛\\", cursor);
        Assert.Equal("␛P2$u1/9/17/25/33/41/49/57/65/73␛\\", Ask("␛[2$w"));
        _ = Ask("␛[0m\u000f␛)B␛[H␛[3g␛P1$t5;9;1;C;@;@;1;2;@;B0BB␛\\␛P2$t3/5/999␛\\");
        Assert.Equal(cursor, Ask("␛[1$w"));
        Assert.Equal("␛P2$u3/5␛\\", Ask("␛[2$w"));
    }

    [Fact]
    public void Sizes_in_pixels_are_told_only_when_they_are_known()
    {
        Assert.Equal("␛[8;24;80t␛[9;24;80t", Ask("␛[14t␛[15t␛[16t␛[18t␛[19t"));
        _terminal.SetOuterTerminal(new OuterTerminal { CellWidthPixels = 9, CellHeightPixels = 20 });
        Assert.Equal("␛[4;480;720t␛[6;20;9t␛[8;24;80t", Ask("␛[14t␛[16t␛[18t"));
        _terminal.SetOuterTerminal(new OuterTerminal { CellWidthPixels = int.MaxValue, CellHeightPixels = 20 });
        Assert.Equal("", Ask("␛[14t␛[16t"));
    }

    [Fact]
    public void Window_stays_where_and_as_large_as_its_user_wants_it()
    {
        Assert.Equal("␛[1t␛[3;0;0t", Ask("␛[2t␛[3;5;5t␛[4;100;100t␛[8;10;10t␛[9;1t␛[10;1t␛[11t␛[13t"));
        Assert.Equal((80, 24), (_terminal.Screen.Columns, _terminal.Screen.Rows));
    }

    [Fact]
    public void Titles_are_not_reported_unless_that_is_allowed()
    {
        Assert.Equal("␛]L␛\\␛]l␛\\", Ask("␛]0;rm -rf /␛\\␛[20t␛[21t"));
        _terminal = new Emulator(80, 24) { ReportsTitles = true };
        Assert.Equal("␛]Lname␛\\␛]ltitle␛\\", Ask("␛]1;name␛\\␛]2;title␛\\␛[20t␛[21t"));
        Assert.Equal("␛]l7469746C65␛\\", Ask("␛[>1t␛[21t"));
        Assert.Equal("ab", (Ask("␛[>0t␛]2;6162␛\\"), _terminal.Screen.Title).Title);
        Assert.Equal("ab", (Ask("␛]2;616\u0007"), _terminal.Screen.Title).Title);
        Assert.Equal("6163", (Ask("␛[>0;1T␛]2;6163␛\\"), _terminal.Screen.Title).Title);
    }

    [Fact]
    public void Colour_scheme_is_told_on_demand_and_when_it_changes()
    {
        Assert.Equal("", Ask("␛[?996n"));
        _terminal.SetOuterTerminal(new OuterTerminal { ColorScheme = ColorScheme.Dark });
        Assert.Equal("␛[?997;1n", Ask("␛[?996n"));
        _ = Ask("␛[?2031h");
        _terminal.SetOuterTerminal(new OuterTerminal { ColorScheme = ColorScheme.Light });
        Assert.Equal("␛[?997;2n", Ask(""));
        _terminal.SetOuterTerminal(new OuterTerminal { ColorScheme = ColorScheme.Light });
        Assert.Equal("", Ask(""));
        _terminal.SetOuterTerminal(new OuterTerminal { Colors = ColorOverrides.None.With(DynamicColor.Background, Color.Rgb(0, 43, 54)) });
        Assert.Equal("␛[?997;1n␛[?997;1n", Ask("␛[?996n"));
        _terminal.SetOuterTerminal(new OuterTerminal { Colors = ColorOverrides.None.With(DynamicColor.Background, Color.Rgb(253, 246, 227)) });
        Assert.Equal("␛[?997;2n", Ask(""));
    }

    [Fact]
    public void Changes_of_size_are_reported_in_band_to_who_asked_for_it()
    {
        _terminal.Resize(81, 25);
        Assert.Equal("␛[48;25;81;0;0t", Ask("␛[?2048h"));
        _terminal.Resize(100, 30);
        Assert.Equal("␛[48;30;100;0;0t", Ask(""));
        _terminal.SetOuterTerminal(new OuterTerminal { CellWidthPixels = 10, CellHeightPixels = 20 });
        Assert.Equal("␛[48;30;100;600;1000t", Ask(""));
        _ = Ask("␛[?2048l");
        _terminal.Resize(80, 24);
        Assert.Equal("", Ask(""));
    }

    [Fact]
    public void Keyboard_flags_are_kept_for_each_screen_and_told_only_when_the_client_can_do_it()
    {
        Assert.Equal("", Ask("␛[?u"));
        _terminal.SetOuterTerminal(new OuterTerminal { HasKeyboardProtocol = true });
        Assert.Equal("␛[?0u", Ask("␛[?u"));
        Assert.Equal("␛[?5u", Ask("␛[>5u␛[?u"));
        Assert.Equal(5, _terminal.Screen.Modes.KeyboardFlags);
        Assert.Equal("␛[?7u", Ask("␛[=2;2u␛[?u"));
        Assert.Equal("␛[?6u", Ask("␛[=1;3u␛[?u"));
        Assert.Equal("␛[?0u", Ask("␛[?1049h␛[?u"));
        Assert.Equal("␛[?1u", Ask("␛[>1u␛[?u"));
        Assert.Equal("␛[?6u", Ask("␛[?1049l␛[?u"));
        Assert.Equal("␛[?0u", Ask("␛[<u␛[?u"));
        Assert.Equal("␛[?0u", Ask("␛[<9u␛[?u"));
        Assert.Equal("␛[?31u", Ask("␛[=65535u␛[?u"));
        Assert.Equal("␛[?0u", Ask("␛c␛[?u"));
    }

    [Fact]
    public void Modifiers_of_keys_are_remembered_and_told()
    {
        Assert.Equal("␛[>4;0m", Ask("␛[?4m"));
        Assert.Equal("␛[>4;2m", Ask("␛[>4;2m␛[?4m"));
        Assert.Equal(2, _terminal.Screen.Modes.ModifyOtherKeys);
        Assert.Equal("␛[>1;2m␛[>1;3m", Ask("␛[?1m␛[>1;3m␛[?1m"));
        Assert.Equal("␛[>4;0m", Ask("␛[>4m␛[?4m"));
        Assert.Equal("␛[>4;0m␛[>1;2m", Ask("␛[>4;1m␛[>m␛[?4m␛[?1m"));
        Assert.Equal("␛[>4;0m", Ask("␛[>4;1m␛[>4n␛[?4m"));
        Assert.Equal("", Ask("␛[?77m␛[?5m"));
    }

    [Fact]
    public void Formats_of_keys_are_remembered_and_told()
    {
        Assert.Equal("␛[>4;0f", Ask("␛[?4g"));
        Assert.Equal("␛[>4;1f", Ask("␛[>4;1f␛[?4g"));
        Assert.True(_terminal.Screen.Modes.FormatOtherKeys);
        Assert.Equal("␛[>4;0f", Ask("␛[>4f␛[?4g"));
        Assert.Equal("␛[>1;0f␛[>1;2f␛[>0;0f", Ask("␛[?1g␛[>1;2f␛[?1g␛[?0g"));
        Assert.Equal("␛[>4;0f␛[>1;0f", Ask("␛[>4;1f␛[>f␛[?4g␛[?1g"));
        Assert.Equal("␛[>4;1m", Ask("␛[>4;1m␛[>4;1f␛[?4m"));
        Assert.Equal("␛[>4;0f", Ask("␛c␛[?4g"));
        Assert.Equal("␛[>6;0f", Ask("␛[>6;60000f␛[?6g"));
        Assert.Equal("", Ask("␛[?77g␛[?5g"));
    }

    [Fact]
    public void Answers_that_nobody_takes_are_bounded_and_never_cut()
    {
        for (int i = 0; i < 10_000; i++)
            _terminal.Feed("\u001b[c\u001b[6n"u8);

        Assert.InRange(_terminal.Replies.Length, Emulator.MaxPendingReplyBytes - 64, Emulator.MaxPendingReplyBytes);
        string answers = Encoding.ASCII.GetString(_terminal.Replies);
        Assert.True(answers.EndsWith('c') || answers.EndsWith('R'));
    }

    [Fact]
    public void Receiver_that_must_not_answer_does_not()
    {
        _terminal = new Emulator(80, 24) { AnswersQueries = false };
        _terminal.SetOuterTerminal(new OuterTerminal { ColorScheme = ColorScheme.Dark, CellWidthPixels = 9, CellHeightPixels = 18, HasKeyboardProtocol = true });
        Assert.Equal("", Ask("␛[c␛[>c␛[=c␛[>q␛[5n␛[6n␛[?6n␛[?996n␛[?1$p␛[x␛[14t␛[18t␛[?u␛[?4m␛P$qm␛\\␛P+q436f␛\\␛]4;1;?\a␛[1$w␛[2$w␛[1*y␛[?2048h"));
    }

    [Fact]
    public void Snapshot_goes_on_with_half_a_question()
    {
        _terminal.Feed(Bytes("␛P+q436"));
        Emulator copy = _terminal.Snapshot();
        Assert.Equal($"␛P1+r436f={Hex("256")}␛\\", Ask("f␛\\"));
        _terminal = copy;
        Assert.Equal($"␛P1+r436f={Hex("256")}␛\\", Ask("f␛\\"));
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace('␛', '\u001b'));

    /// <summary>Feeds the terminal and takes what it answers.</summary>
    private string Ask(string text)
    {
        _terminal.Feed(Bytes(text));
        string answers = Encoding.UTF8.GetString(_terminal.Replies).Replace('\u001b', '␛');
        _terminal.ClearReplies();
        return answers;
    }
}

using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>Strings of programs: titles, colours, links, clipboard, notifications, marks of shells. <c>␛</c> stands for escape.</summary>
public sealed class ReportsStringsTests
{
    private Emulator _terminal = new(80, 24);

    private Framebuffer Screen => _terminal.Screen;

    [Fact]
    public void Titles_are_set_together_or_apart_and_lose_their_controls()
    {
        _ = Ask("␛]0;both␛\\");
        Assert.Equal(("both", "both", true), (Screen.Title, Screen.IconName, Screen.TitleWasSet));
        _ = Ask("␛]1;icon\a␛]2;ti\u0001tl\u007fe 日本\a");
        Assert.Equal(("title 日本", "icon"), (Screen.Title, Screen.IconName));
        _ = Ask("␛]2;" + new string('x', 5000) + "\a");
        Assert.Equal(Emulator.MaxTitleCharacters, Screen.Title.Length);
        _ = Ask("␛]2;\a");
        Assert.Equal("", Screen.Title);
    }

    [Fact]
    public void Title_stack_gives_titles_back_and_forgets_the_oldest()
    {
        _ = Ask("␛]2;shell\a␛]1;icon\a␛[22;0;0t␛]0;vim\a");
        Assert.Equal(("vim", "vim"), (Screen.Title, Screen.IconName));
        _ = Ask("␛[23;0;0t");
        Assert.Equal(("shell", "icon"), (Screen.Title, Screen.IconName));
        _ = Ask("␛[22;1t␛[22;2t␛]0;x\a␛[23;0t");
        Assert.Equal(("shell", "icon"), (Screen.Title, Screen.IconName));
        _ = Ask("␛[22;0t␛]0;y\a␛[23;2t");
        Assert.Equal(("shell", "y"), (Screen.Title, Screen.IconName));
        for (int i = 0; i < 12; i++)
            _ = Ask($"␛]2;{i}\a␛[22t");

        for (int i = 11; i >= 2; i--)
            Assert.Equal($"{i}", (Ask("␛]2;none\a␛[23t"), Screen.Title).Title);

        Assert.Equal("none", (Ask("␛]2;none\a␛[23t"), Screen.Title).Title);
    }

    [Theory]
    [InlineData("rgb:f/8/0", 0xFF, 0x88, 0)]
    [InlineData("rgb:f0/80/01", 0xF0, 0x80, 1)]
    [InlineData("RGB:fff/800/000", 0xFF, 0x80, 0)]
    [InlineData("rgb:f0f0/8080/0101", 0xF0, 0x80, 1)]
    [InlineData("rgb:f/80/0001", 0xFF, 0x80, 0)]
    [InlineData("#f80", 0xF0, 0x80, 0)]
    [InlineData("#F08001", 0xF0, 0x80, 1)]
    [InlineData("#f00800010", 0xF0, 0x80, 1)]
    [InlineData("#f0008000010f", 0xF0, 0x80, 1)]
    [InlineData("rgbi:1/0.5/0", 0xFF, 0xBB, 0)]
    [InlineData("rgbi:.5/0.5/5e-1", 0xC1, 0xBB, 0xBB)]
    [InlineData("red", 0xFF, 0, 0)]
    [InlineData("Green", 0, 0xFF, 0)]
    [InlineData("Light Goldenrod Yellow", 0xFA, 0xFA, 0xD2)]
    [InlineData("DarkSlateGrey", 0x2F, 0x4F, 0x4F)]
    [InlineData("gray50", 127, 127, 127)]
    [InlineData("grey100", 255, 255, 255)]
    [InlineData("yellowgreen", 0x9A, 0xCD, 0x32)]
    [InlineData("aliceblue", 0xF0, 0xF8, 0xFF)]
    public void Colours_are_read_as_x_reads_them(string spec, int red, int green, int blue)
    {
        _ = Ask($"␛]4;7;{spec}␛\\");
        Assert.Equal(Color.Rgb(red, green, blue), Screen.Colors[7]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#ff")]
    [InlineData("#fffff")]
    [InlineData("#fffffffffffff")]
    [InlineData("#ggg")]
    [InlineData("#-ff")]
    [InlineData("rgb:1/2")]
    [InlineData("rgb:1/2/3/4")]
    [InlineData("rgb:1//3")]
    [InlineData("rgb:12345/2/3")]
    [InlineData("rgb:+1/2/3")]
    [InlineData("rgbi:2/0/0")]
    [InlineData("rgbi:NaN/0/0")]
    [InlineData("CIEXYZ:1/1/1")]
    [InlineData("no such colour")]
    [InlineData("re")]
    [InlineData("lue")]
    [InlineData("gray101")]
    [InlineData("ff8c00")]
    public void What_is_no_colour_changes_nothing(string spec)
    {
        _ = Ask($"␛]4;7;{spec}␛\\␛]10;{spec}\a");
        Assert.True(Screen.Colors.Equals(ColorOverrides.None));
    }

    [Fact]
    public void Palette_is_set_asked_for_and_given_back()
    {
        Assert.Equal("␛]4;1;rgb:cdcd/0000/0000␛\\␛]4;208;rgb:ffff/8787/0000␛\\␛]4;255;rgb:eeee/eeee/eeee␛\\", Ask("␛]4;1;?;208;?;255;?\a"));
        Assert.Equal("␛]4;1;rgb:1111/2222/3333␛\\␛]4;2;rgb:0000/0000/0000␛\\", Ask("␛]4;1;#112233;2;black\a␛]4;1;?;2;?␛\\"));
        _ = Ask("␛]104;1\a");
        Assert.Equal([2], Slots());
        _ = Ask("␛]104\a");
        Assert.Empty(Slots());
        Assert.Equal("", Ask("␛]4;300;?\a␛]4;x;?\a␛]4;-1;?\a␛]4;;?\a␛]4;1\a␛]4\a␛]4;999999999999;?\a"));
    }

    [Fact]
    public void Answer_ends_as_the_question_did()
    {
        _terminal.Feed("\u001b]4;1;?\a\u001b]4;1;?\u001b\\"u8);
        Assert.Equal("\u001b]4;1;rgb:cdcd/0000/0000\a\u001b]4;1;rgb:cdcd/0000/0000\u001b\\", Encoding.ASCII.GetString(_terminal.Replies));
    }

    [Fact]
    public void Special_colours_have_two_numbers_each()
    {
        Assert.Equal("␛]5;0;rgb:0101/0202/0303␛\\␛]4;256;rgb:0101/0202/0303␛\\", Ask("␛]5;0;#010203\a␛]5;0;?\a␛]4;256;?\a"));
        Assert.Equal([DynamicColor.Bold], Slots());
        _ = Ask("␛]4;257;#010203\a␛]105;0\a");
        Assert.Equal([DynamicColor.Bold + 1], Slots());
        _ = Ask("␛]105\a");
        Assert.Empty(Slots());
        Assert.Equal("", Ask("␛]5;5;?\a"));
    }

    [Fact]
    public void Dynamic_colours_come_in_a_row()
    {
        Assert.Equal("␛]10;rgb:ffff/0000/0000␛\\␛]11;rgb:0000/0000/ffff␛\\", Ask("␛]10;red;blue\a␛]10;?;?\a"));
        Assert.Equal("␛]12;rgb:ffff/0000/0000␛\\", Ask("␛]12;?\a"));
        _ = Ask("␛]110\a␛]111\a");
        Assert.Empty(Slots());
        Assert.Equal([DynamicColor.Foreground + 9], (Ask("␛]19;red;green;blue\a"), Slots()).Item2);
    }

    [Fact]
    public void Colours_of_the_users_terminal_are_told_and_nothing_is_made_up()
    {
        Assert.Equal("", Ask("␛]10;?\a␛]11;?\a␛]12;?\a␛]17;?\a␛]19;?\a"));
        _terminal.SetOuterTerminal(new OuterTerminal
        {
            Colors = ColorOverrides.None.With(DynamicColor.Background, Color.Rgb(1, 2, 3)).With(4, Color.Rgb(4, 5, 6)),
        });
        Assert.Equal("␛]11;rgb:0101/0202/0303␛\\␛]4;4;rgb:0404/0505/0606␛\\", Ask("␛]10;?\a␛]11;?\a␛]4;4;?\a"));
        Assert.Equal("␛]19;rgb:0101/0202/0303␛\\", Ask("␛]19;?\a"));
        Assert.Equal("␛]11;rgb:ffff/ffff/ffff␛\\", Ask("␛]11;white\a␛]11;?\a"));
        Assert.Equal("␛]11;rgb:0101/0202/0303␛\\", Ask("␛]111\a␛]11;?\a"));
    }

    [Fact]
    public void Links_are_interned_and_end_where_they_end()
    {
        _ = Ask("␛]8;id=x:y=z;https://example.org/a;b␛\\link␛]8;;␛\\ plain");
        Style style = Screen.StyleOf(Screen[0, 0]);
        Assert.Equal(new LinkTarget("https://example.org/a;b", "x"), Screen.Symbols.LinkOf(style.LinkId));
        Assert.Equal(style, Screen.StyleOf(Screen[0, 3]));
        Assert.Equal(0, Screen.StyleOf(Screen[0, 4]).LinkId);
        _ = Ask("␛]8;;http://h/␛\\␛[0;1mx");
        Assert.Equal(new LinkTarget("http://h/", ""), Screen.Symbols.LinkOf(Screen.Pen.LinkId));
        _ = Ask("␛]8;;http://h/" + new string('x', 2083) + "␛\\");
        Assert.Equal(0, Screen.Pen.LinkId);
        _ = Ask("␛]8;id=" + new string('x', 257) + ";http://h/␛\\");
        Assert.Equal(0, Screen.Pen.LinkId);
        _ = Ask("␛]8;;http://h/\u007f␛\\");
        Assert.Equal(0, Screen.Pen.LinkId);
    }

    [Fact]
    public void Endless_new_links_do_not_fill_the_memory()
    {
        for (int i = 0; i < 20_000; i++)
        {
            _ = Ask($"␛]8;;http://h/{i}␛\\x\r");
        }

        Assert.InRange(Screen.Symbols.LinkCount, 1, 2 * SymbolTable.MinimumLimit);
    }

    [Fact]
    public void Working_directory_comes_as_a_url_or_as_a_path()
    {
        Assert.Equal("file://host/tmp/a%20b", (Ask("␛]7;file://host/tmp/a%20b␛\\"), Screen.WorkingDirectory).WorkingDirectory);
        Assert.Equal("file:///home/x%20y", (Ask("␛]1337;CurrentDir=/home/x y\a"), Screen.WorkingDirectory).WorkingDirectory);
        Assert.Equal("file:///srv", (Ask("␛]633;P;Cwd=/srv\a"), Screen.WorkingDirectory).WorkingDirectory);
        Assert.Equal("file:///opt", (Ask("␛]9;9;\"/opt\"\a"), Screen.WorkingDirectory).WorkingDirectory);
        Assert.Equal("file:///opt", (Ask("␛]7;javascript:alert(1)␛\\"), Screen.WorkingDirectory).WorkingDirectory);
        Assert.Equal("", (Ask("␛]7;␛\\"), Screen.WorkingDirectory).WorkingDirectory);
    }

    [Fact]
    public void Clipboard_is_an_event_each_time_and_a_state_for_stock_clients()
    {
        _ = Ask("␛]52;c;aGVsbG8=\a");
        Assert.Equal("aGVsbG8=", Screen.Clipboard);
        Assert.Equal(["Clipboard c aGVsbG8="], Effects());
        _ = Ask("␛]52;c;aGVsbG8=\a");
        Assert.Equal(2UL, Screen.Effects.LastSequence);
        _ = Ask("␛]52;p;cHJpbQ==\a␛]52;;ZW1wdHk=\a␛]52;pcp;Ym90aA==\a␛]52;zy;bm8=\a");
        Assert.Equal(["Clipboard c aGVsbG8=", "Clipboard c aGVsbG8=", "Clipboard p cHJpbQ==", "Clipboard s0 ZW1wdHk=", "Clipboard pc Ym90aA=="], Effects());
        Assert.Equal("Ym90aA==", Screen.Clipboard);
        _ = Ask("␛]52;c;!\a");
        Assert.Equal("", Screen.Clipboard);
        Assert.Equal("Clipboard c ", Effects()[^1]);
    }

    [Fact]
    public void Clipboard_above_the_limit_is_dropped_whole_and_the_user_is_told()
    {
        _terminal = new Emulator(80, 24) { ClipboardLimitBytes = 3000 };
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[3000]) + "\a");
        Assert.Equal(4000, Screen.Clipboard.Length);
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[3001]) + "\a");
        Assert.Equal("Notice  Clipboard not set: larger than the limit of 2 KiB", Effects()[^1]);
        Assert.Equal(4000, Screen.Clipboard.Length);
    }

    [Fact]
    public void Mebibyte_goes_to_our_clients_but_not_to_stock_ones_and_more_is_dropped()
    {
        _ = Ask("␛]52;c;eA==\a␛]52;c;" + Convert.ToBase64String(new byte[1024 * 1024]) + "\a");
        Assert.Equal("eA==", Screen.Clipboard);
        Assert.Equal(1_398_104, Screen.Effects.Effects[^1].Payload.Length);
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[1024 * 1024 + 1]) + "\a");
        Assert.Equal("Notice  Clipboard not set: larger than the limit of 1 MiB", Effects()[^1]);
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[3 * 1024 * 1024]) + "\a");
        Assert.Equal("Notice  Clipboard not set: larger than the limit of 1 MiB", Effects()[^1]);
        Assert.Equal(4UL, Screen.Effects.LastSequence);
    }

    [Fact]
    public void Limit_of_the_clipboard_can_be_raised_and_holds_for_snapshots()
    {
        _terminal = new Emulator(80, 24) { ClipboardLimitBytes = 3 * 1024 * 1024 };
        _terminal = _terminal.Snapshot();
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[3 * 1024 * 1024]) + "\a");
        Assert.Equal(4 * 1024 * 1024, Screen.Effects.Effects[^1].Payload.Length);
        _ = Ask("␛]52;c;" + Convert.ToBase64String(new byte[5 * 1024 * 1024]) + "\a");
        Assert.Equal("Notice  Clipboard not set: larger than the limit of 3 MiB", Effects()[^1]);
    }

    [Fact]
    public void Clipboard_is_read_back_only_when_allowed_and_known()
    {
        Assert.Equal("", Ask("␛]52;c;aGVsbG8=\a␛]52;c;?\a"));
        _terminal = new Emulator(80, 24) { AllowsClipboardReading = true };
        Assert.Equal("", Ask("␛]52;c;?\a"));
        Assert.Equal("␛]52;c;aGVsbG8=␛\\", Ask("␛]52;c;aGVsbG8=\a␛]52;c;?\a"));
        Assert.Equal("", Ask("␛]52;p;?\a"));
        Assert.Equal("␛]52;s0;eA==␛\\", Ask("␛]52;;eA==\a␛]52;;?\a"));
    }

    [Fact]
    public void Notifications_are_counted_and_cleaned_and_only_the_newest_are_kept()
    {
        _ = Ask("␛]9;done\a␛]777;notify;title;body\a␛]99;i=1:d=0;Hello\a␛]9;\a");
        Assert.Equal(["Notification 9 done", "Notification 777 notify;title;body", "Notification 99 i=1:d=0;Hello"], Effects());
        _ = Ask("␛]9;a\u009cb\u0007");
        for (int i = 0; i < 100; i++)
            _ = Ask($"␛]9;flood {i}\a");

        Assert.Equal(EffectLog.MaxEffects, Screen.Effects.Effects.Length);
        Assert.Equal("Notification 9 flood 99", Effects()[^1]);
    }

    [Theory]
    [InlineData("4;1;40", ProgressState.Normal, 40)]
    [InlineData("4;2;40", ProgressState.Error, 40)]
    [InlineData("4;3", ProgressState.Indeterminate, 0)]
    [InlineData("4;4;110", ProgressState.Paused, 100)]
    [InlineData("4;0;50", ProgressState.None, 0)]
    [InlineData("4;2", ProgressState.Error, 30)]
    [InlineData("4;9;40", ProgressState.Normal, 30)]
    [InlineData("4;", ProgressState.Normal, 30)]
    public void Progress_is_a_state(string text, ProgressState state, byte percent)
    {
        _ = Ask($"␛]9;4;1;30\a␛]9;{text}␛\\");
        Assert.Equal(new Progress(state, percent), Screen.Progress);
        Assert.Empty(Effects());
    }

    [Fact]
    public void User_variables_are_events_and_files_are_swallowed()
    {
        _ = Ask("␛]1337;SetUserVar=foo=YmFy\a␛]1337;SetUserVar=bad=!\a␛]1337;SetUserVar==YmFy\a␛]1337;File=inline=1:AAAA\a");
        Assert.Equal(["UserVariable foo YmFy"], Effects());
        Assert.Equal("", Screen.ToText());
    }

    [Fact]
    public void Images_leave_neither_text_nor_answers()
    {
        Assert.Equal("", Ask("␛Pq#0;2;0;0;0~~@@vv$-␛\\␛_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA␛\\␛]1337;File=name=a:QUJD\a␛^pm␛\\␛Xsos␛\\"));
        Assert.Equal("", Screen.ToText());
    }

    [Fact]
    public void Pointer_has_the_shape_that_was_named()
    {
        Assert.Equal("text", (Ask("␛]22;text\a"), Screen.PointerShape).PointerShape);
        Assert.Equal("wait", (Ask("␛]22;>wait\a"), Screen.PointerShape).PointerShape);
        Assert.Equal("wait", (Ask("␛]22;not a name\a"), Screen.PointerShape).PointerShape);
        Assert.Equal("", (Ask("␛]22;\a"), Screen.PointerShape).PointerShape);
    }

    [Fact]
    public void Shell_says_where_it_is()
    {
        Assert.Equal(ShellPhase.Unknown, Screen.ShellPhase);
        _ = Ask("␛]133;A;aid=1\a$ ");
        Assert.Equal((ShellPhase.Prompt, RowMarks.Prompt), (Screen.ShellPhase, Screen.MarksOf(0)));
        _ = Ask("␛]133;B\als");
        Assert.Equal((ShellPhase.Input, RowMarks.Prompt | RowMarks.Input, 2), (Screen.ShellPhase, Screen.MarksOf(0), Screen.InputColumnOf(0)));
        _ = Ask("\r\n␛]133;C\aout");
        Assert.Equal((ShellPhase.Output, RowMarks.Output), (Screen.ShellPhase, Screen.MarksOf(1)));
        _ = Ask("\r\n␛]133;D;0\a");
        Assert.Equal((ShellPhase.Finished, RowMarks.None), (Screen.ShellPhase, Screen.MarksOf(2)));
        _ = Ask("␛]133;A;k=s\a> ␛]633;B\a");
        Assert.Equal((ShellPhase.Input, RowMarks.Input, 2), (Screen.ShellPhase, Screen.MarksOf(2), Screen.InputColumnOf(2)));
        _ = Ask("␛]133;Axy\a␛]133;\a␛]133\a␛]633;Z\a");
        Assert.Equal(ShellPhase.Input, Screen.ShellPhase);
    }

    [Theory]
    [InlineData("␛]\a")]
    [InlineData("␛];\a")]
    [InlineData("␛]4x;1;red\a")]
    [InlineData("␛]99999999999;x\a")]
    [InlineData("␛]-1;x\a")]
    [InlineData("␛]52\a")]
    [InlineData("␛]8\a")]
    [InlineData("␛]2;lost\u0018")]
    [InlineData("␛]666;x\a")]
    public void What_is_not_known_does_nothing(string text)
    {
        Assert.Equal("", Ask(text));
        Assert.Equal(("", "", "", 0UL), (Screen.Title, Screen.ToText(), Screen.Clipboard, Screen.Effects.LastSequence));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace('␛', '\u001b'));

    private string Ask(string text)
    {
        _terminal.Feed(Bytes(text));
        string answers = Encoding.UTF8.GetString(_terminal.Replies).Replace('\u001b', '␛').Replace("\a", "␛\\", StringComparison.Ordinal);
        _terminal.ClearReplies();
        return answers;
    }

    private int[] Slots()
    {
        var slots = new List<int>();
        foreach ((short slot, _) in Screen.Colors.Entries)
            slots.Add(slot);

        return [.. slots];
    }

    private string[] Effects()
    {
        var words = new List<string>();
        foreach (Effect effect in Screen.Effects.Effects)
            words.Add($"{effect.Kind} {effect.Selector} {Encoding.UTF8.GetString(effect.Payload.Span)}");

        return [.. words];
    }
}

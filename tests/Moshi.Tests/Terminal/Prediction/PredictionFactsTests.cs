using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>When the first key may be shown, and when no key may.</summary>
public sealed class PredictionFactsTests
{
    private static readonly PredictionSettings Always = new(PredictionMode.Always);

    [Theory]
    [InlineData("~ $ ", true, true)]
    [InlineData("~ % ", true, true)]
    [InlineData("$ ", true, false)]
    [InlineData("# ", true, false)]
    [InlineData("$ ", false, false)]
    [InlineData("> ", true, false)]
    [InlineData("Password: ", true, false)]
    [InlineData("", true, false)]
    [InlineData("~/src> ", true, true)]
    [InlineData("me@host ~/src> ", true, true)]
    [InlineData("~/src \u276F ", true, true)]
    [InlineData("~/src> ", false, false)]
    [InlineData("Passphrase for ~/.ssh/id > ", true, false)]
    [InlineData("Password for me@host > ", true, false)]
    [InlineData("Password > ", true, false)]
    [InlineData("me@host's password> ", true, false)]
    [InlineData("me@host:~$ ", false, false)]
    [InlineData("[me@host src]# ", false, false)]
    [InlineData("/usr/src \u276F ", true, true)]
    [InlineData("[me@host src]> ", true, true)]
    [InlineData(">>> ", true, true)]
    [InlineData(">>> ", false, false)]
    [InlineData("... ", true, false)]
    [InlineData("Password >>> ", true, false)]
    [InlineData("\u276F ", true, true)]
    [InlineData("\u276F ", false, false)]
    [InlineData("\u03BB ", true, true)]
    [InlineData("\u279C  src git:(main) ", true, true)]
    [InlineData("\u279C  src ", false, false)]
    [InlineData(" ~ \uE0B0 src \uE0B0 ", true, true)]
    [InlineData("Password \u276F ", true, false)]
    [InlineData("\u276F\u276F\u276F ", true, false)]
    public void First_key_shows_where_a_line_editor_reads_at_the_prompt_of_a_shell(string prompt, bool hasBracketedPaste, bool isShown)
    {
        ClientModel client = At($"{(hasBracketedPaste ? "\u001B[?2004h" : "")}{prompt}");
        client.Type("x");
        Assert.Equal(isShown ? $"{prompt}x" : prompt.TrimEnd(), client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("$ ", "", true)]
    [InlineData("me@host:~$ ", "", true)]
    [InlineData("me@host:~$ ", "x\u007F", true)]
    [InlineData("me@host:~$ ", "\r", false)]
    [InlineData("me@host:~$ ", "\t", false)]
    [InlineData("me@host:~$ ", "\u001B", false)]
    [InlineData("> ", "", false)]
    [InlineData("Password: ", "", false)]
    [InlineData("", "", false)]
    public void Prompt_of_a_shell_that_a_session_begins_with_is_trusted_before_any_key_that_could_lead_elsewhere(string prompt, string typed, bool isShown)
    {
        var client = new ClientModel(80, 24, Always, beginsSession: true);
        client.Receive("Welcome", client.Sent);
        client.Paint();
        client.Sent++;
        client.Type(typed);
        client.Receive($"\r\n{prompt}", client.Sent);
        client.Paint();
        client.NowMs += 1000;
        client.Type("x");
        Assert.Equal(isShown ? $"{prompt}x" : prompt.TrimEnd(), client.Paint().RowText(1));
    }

    [Fact]
    public void Prompt_that_a_session_has_only_just_begun_with_is_not_trusted_yet()
    {
        var client = new ClientModel(80, 24, Always, beginsSession: true);
        client.Receive("$ ", client.Sent);
        client.Paint();
        client.Sent++;
        client.NowMs += 900;
        client.Type("x");
        Assert.Equal("$", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Prompt_of_a_shell_that_a_session_begins_with_is_trusted_where_the_kernel_echoes(bool echo, bool isShown)
    {
        var client = new ClientModel(80, 24, Always, beginsSession: true) { Discipline = new LineDiscipline(IsKnown: true, echo, Canonical: true) };
        client.Receive("$ ", client.Sent);
        client.Paint();
        client.Sent++;
        client.NowMs += 1000;
        client.Type("x");
        Assert.Equal(isShown ? "$ x" : "$", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData(false, false, true, true)]
    [InlineData(false, false, false, false)]
    [InlineData(true, true, true, false)]
    [InlineData(false, true, true, false)]
    public void First_key_shows_where_the_pty_says_that_a_program_edits_the_line_itself_and_would_be_told_of_pastes(bool echo, bool canonical, bool isToldOfPastes, bool isShown)
    {
        ClientModel client = At(isToldOfPastes ? "\u001B[?2004h$ " : "$ ");
        client.Discipline = new LineDiscipline(IsKnown: true, echo, canonical);
        client.Paint();
        client.Type("x");
        Assert.Equal(isShown ? "$ x" : "$", client.Paint().RowText(0));
    }

    [Fact]
    public void Nothing_shows_while_the_pty_asks_for_a_password_whatever_was_proved()
    {
        ClientModel client = At("$ ");
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("b");
        Assert.Equal("$ ab", client.Paint().RowText(0));
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: true);
        Assert.Equal("$ a", client.Paint().RowText(0));
        client.Type("c");
        Assert.Equal("$ a", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("$ ", "done", true)]
    [InlineData("~> ", "done", true)]
    [InlineData("$ ", "", false)]
    [InlineData("~> ", "", false)]
    [InlineData("$ ", "\r\n", false)]
    [InlineData("... ", "done", false)]
    [InlineData("Password... ", "done", false)]
    [InlineData("name: ", "done", false)]
    [InlineData("really? ", "done", false)]
    [InlineData("", "done", false)]
    public void Prompt_that_a_session_begins_with_and_that_has_echoed_is_trusted_behind_output_unless_it_is_a_question(string prompt, string output, bool isTrusted)
    {
        ClientModel client = At(prompt, beginsSession: true);
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("\r");
        client.Receive(output.Length > 0 ? $"\r\n{output}\r\n{prompt}" : $"\r\n{prompt}", client.Sent);
        int row = client.Paint().CursorRow;
        client.Type("x");
        Assert.Equal(isTrusted ? $"{prompt}x" : prompt.TrimEnd(), client.Paint().RowText(row));
    }

    [Theory]
    [InlineData("> ", true)]
    [InlineData("$ ", true)]
    [InlineData("Password: ", false)]
    [InlineData("Password", false)]
    [InlineData("", false)]
    public void Line_that_begins_with_a_wide_character_is_no_password(string prompt, bool isShown)
    {
        ClientModel client = At(prompt);
        client.Type("\u65E5");
        client.Type("a");
        Assert.Equal(isShown ? $"{prompt}\u65E5a" : prompt.TrimEnd(), client.Paint().RowText(0));

        // And where it was not echoed, nothing more is shown.
        client.Receive("", client.Sent);
        Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(0));
        client.Type("\u672C");
        Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(0));
        client.Type("\r");
        client.Receive($"\r\n{prompt}", client.Sent);
        client.Paint();
        client.Type("\u672C");
        Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(1));
    }

    /// <summary>A program asks for names and passwords, all behind a bare sign or what looks like the prompt of a shell; and a shell runs commands that write nothing.</summary>
    [Theory]
    [InlineData("> ")]
    [InlineData("pw> ")]
    [InlineData("... ")]
    [InlineData("# ")]
    [InlineData("root@box:~# ")]
    public void Prompt_that_comes_again_with_nothing_between_is_trusted_once_two_lines_in_a_row_have_echoed(string prompt)
    {
        ClientModel client = At(prompt);
        int row = 0;
        foreach (bool isSecret in (bool[])[false, true, false, true, false, false])
        {
            client.Type("a");
            Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(row));
            client.Receive(isSecret ? "" : "a", client.Sent);
            client.Paint();
            client.Type("b");
            Assert.Equal(isSecret ? prompt.TrimEnd() : prompt + "ab", client.Paint().RowText(row));
            client.Receive(isSecret ? "" : "b", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive($"\r\n{prompt}", client.Sent);
            client.Paint();
            row++;
        }

        client.Type("x");
        Assert.Equal(prompt + "x", client.Paint().RowText(row));
    }

    [Theory]
    [InlineData("\u001B[?2004h$ ")]
    [InlineData("\u001B]133;A\a$ \u001B]133;B\a")]
    [InlineData("$ ")]
    public void Line_editor_is_not_trusted_to_echo_once_echo_was_switched_off(string prompt)
    {
        ClientModel client = At(prompt);
        string[] lines = ["pwd", "stty raw -echo"];
        foreach (string line in lines)
        {
            foreach (char c in line)
            {
                client.Type(c.ToString());
                client.Receive(c.ToString(), client.Sent);
                client.Paint();
            }

            client.Type("\r");
            client.Receive($"\r\n{prompt}", client.Sent);
            client.Paint();
        }

        client.Type("S");
        Assert.Equal("$", client.Paint().RowText(2));
        client.Receive("S", client.Sent);
        client.Paint();
        client.Type("x");
        Assert.Equal("$ Sx", client.Paint().RowText(2));
    }

    /// <summary>What the line was is seen when the host shows it: completed by Tab or called up by Up, and entered before it came.</summary>
    [Theory]
    [InlineData("stty -e\t\r", "stty -echo \r\n$ ")]
    [InlineData("\u001B[A\r", "stty -echo\r\n$ ")]
    [InlineData("!s\r", "!s\r\nstty -echo\r\n$ ")]
    public void Line_editor_is_not_trusted_to_echo_once_echo_was_switched_off_by_a_line_that_the_host_wrote(string keys, string answer)
    {
        foreach (string marks in (string[])["", "\u001B[?2004h"])
        {
            ClientModel client = At($"{marks}$ ");
            client.Type("a");
            client.Receive("a", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive("\r\n$ ", client.Sent);
            client.Paint();
            client.Type(keys);
            client.Receive(answer, client.Sent);
            int row = client.Paint().CursorRow;
            client.Type("S");
            Assert.Equal("$", client.Paint().RowText(row));
            client.Receive("", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive("\r\n$ ", client.Sent);
            client.Paint();
            client.Type("S");
            Assert.Equal("$", client.Paint().RowText(row + 1));
        }
    }

    [Theory]
    [InlineData("\u001B[?2004h$ ", "make all", true)]
    [InlineData("$ ", "make all", false)]
    [InlineData("\u001B[?2004h$ \u001B[20GPassword: \u001B[3G", "\u001B[30G", false)]
    [InlineData("\u001B[?2004h$ ", "\r\nPassword: ", false)]
    public void Line_that_was_called_up_is_input_and_no_longer_prompt(string prompt, string answer, bool isShown)
    {
        ClientModel client = At(prompt);
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: false);
        client.Paint();
        client.Type("\u001B[A");
        client.Receive(answer, client.Sent);
        string before = client.Paint().ToText();
        client.Type("x");
        Assert.Equal(isShown, !string.Equals(client.Paint().ToText(), before, StringComparison.Ordinal));
        client.Type("\u007F\u007F");
        Assert.Equal(isShown ? "$ make al" : before.Split('\n')[0], client.Paint().RowText(0));
    }

    [Fact]
    public void Prompt_where_trust_was_wrong_needs_proof_anew_and_after_the_second_time_always()
    {
        ClientModel client = At("$ ", beginsSession: true);
        bool[] expected = [false, true, false, true, false, false];
        for (int line = 0; line < expected.Length; line++)
        {
            client.Type("a");
            Assert.Equal(expected[line] ? "$ a" : "$", client.Paint().RowText(2 * line));

            // Every other line stays silent, as if the terminal had been told not to echo.
            client.Receive(line % 2 == 0 ? "a" : "", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive("\r\ndone\r\n$ ", client.Sent);
            client.Paint();
        }
    }

    [Fact]
    public void Old_prompt_that_a_slow_host_still_shows_is_not_trusted_after_return()
    {
        ClientModel client = At("\u001B[?2004h$ ");
        client.Type("sudo x");
        client.Receive("sudo x", client.Sent);
        client.Paint();
        client.Type("\r");
        client.Receive("", client.Sent);
        client.Paint();
        client.Type("s");
        Assert.Equal("$ sudo x", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("Name: ", "\r\nPassword: ")]
    [InlineData("Name > ", "\r\nPassword > ")]
    [InlineData("Name >            Password: \u001B[1;8H", "\u001B[1;29H")]
    public void Password_field_that_tab_leads_to_stays_hidden(string form, string move)
    {
        ClientModel client = At(form);
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("b");
        Assert.Contains("ab", client.Paint().RowText(0), StringComparison.Ordinal);
        client.Receive("b", client.Sent);
        client.Type("\t");
        client.Receive(move, client.Sent);
        string before = client.Paint().ToText();
        client.Type("S");
        Assert.Equal(before, client.Paint().ToText());
        client.Receive("", client.Sent);
        client.Type("3");
        Assert.Equal(before, client.Paint().ToText());
    }

    /// <summary>Between ends of ours the marks of the shell arrive (OSC 133), which the frame of a stock server has not.</summary>
    [Theory]
    [InlineData("\u001B]133;A\a[who knows]: \u001B]133;B\a", true)]
    [InlineData("\u001B]133;A\a[who knows]: \u001B]133;B\als\u001B]133;C\a\r\n[who knows]: ", false)]
    [InlineData("\u001B]133;A\a[who knows]: ", false)]
    [InlineData("\u001B]133;A\a[who knows]: \u001B]133;B\a\u001B[?1049h\u001B[H[who knows]: ", false)]
    public void First_key_shows_where_the_shell_says_that_it_reads(string output, bool isShown)
    {
        var terminal = new Emulator(80, 24);
        terminal.Feed(Encoding.UTF8.GetBytes(output));
        var engine = new PredictionEngine(Always);
        engine.Apply(terminal.Screen.Snapshot(), 1, 1, 250, 0);
        engine.OnInput("x"u8, 1, 0);
        Framebuffer frame = terminal.Screen.Snapshot();
        engine.Apply(frame, 1, 1, 250, 0);
        Assert.Equal(isShown, frame.RowText(frame.CursorRow).EndsWith('x'));
    }

    [Theory]
    [InlineData("\u001B[?1049h\u001B[?2004h\u001B[H$ ", true)]
    [InlineData("\u001B[?1049h\u001B[?2004h\u001B[H> ", false)]
    [InlineData("\u001B[?1049h\u001B[H$ ", false)]
    public void First_key_of_a_session_shows_where_a_line_editor_reads_in_a_pane(string output, bool isShown)
    {
        var terminal = new Emulator(80, 24);
        terminal.Feed(Encoding.UTF8.GetBytes(output));
        terminal.Screen.LineDiscipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: false);
        var engine = new PredictionEngine(Always, beginsSession: true);
        engine.Apply(terminal.Screen.Snapshot(), 1, 1, 250, 0);
        engine.OnInput("x"u8, 1, 1000);
        Framebuffer frame = terminal.Screen.Snapshot();
        engine.Apply(frame, 1, 1, 250, 1000);
        Assert.Equal(isShown, frame.RowText(0).EndsWith('x'));
    }

    [Fact]
    public void Completion_of_a_word_keeps_the_line_trusted()
    {
        ClientModel client = At("$ ");
        client.Type("ma");
        client.Receive("ma", client.Sent);
        client.Paint();
        client.Type("\t");
        client.Receive("ke ", client.Sent);
        client.Paint();
        client.Type("a");
        Assert.Equal("$ make a", client.Paint().RowText(0));
    }

    private static ClientModel At(string paint, bool beginsSession = false)
    {
        var client = new ClientModel(80, 24, Always, beginsSession: beginsSession);
        client.Receive(paint, client.Sent);
        client.Paint();
        client.Sent++;
        return client;
    }
}

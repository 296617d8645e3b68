using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>Keys that mean one thing to some programs and another to others.</summary>
public sealed class PredictionLearningTests
{
    private static readonly LineDiscipline Raw = new(IsKnown: true, Echo: false, Canonical: false);

    [Fact]
    public void Prefix_of_tmux_shows_nothing_before_it_was_seen_to_move_the_cursor()
    {
        ClientModel client = Typed("make all");
        client.Type("\u0002");
        client.Type("o");
        Assert.Equal(("$ make all", 10), LineOf(client, 0));
        client.Receive("\u001B[5;41H", client.Sent);
        client.Receive("\u001B[1;11H", client.Sent);
        client.Paint();
        client.Type("x");
        client.Receive("x", client.Sent);
        client.Paint();
        client.Type("\u0002");
        Assert.Equal(("$ make allx", 11), LineOf(client, 0));
        client.Receive("\b", client.Sent);
        Assert.Equal(("$ make allx", 10), LineOf(client, 0));
        client.Type("\u0002");
        Assert.Equal(("$ make allx", 9), LineOf(client, 0));
    }

    [Fact]
    public void Command_of_tmux_shows_nothing_at_an_empty_prompt_either()
    {
        ClientModel client = Typed("make");
        client.Type("\r");
        client.Receive("\r\n$ ", client.Sent);
        client.Paint();
        client.Type("\u0002");
        client.Receive("", client.Sent);
        client.Paint();
        client.Type("c");
        Assert.Equal(("$", 2), LineOf(client, 1));
        client.Type("l");
        Assert.Equal(("$", 2), LineOf(client, 1));
    }

    [Fact]
    public void Where_nobody_but_a_line_editor_reads_control_b_moves_at_once()
    {
        ClientModel client = Typed("make all", Raw);
        client.Type("\u0002");
        Assert.Equal(("$ make all", 9), LineOf(client, 0));
    }

    [Fact]
    public void First_letter_of_a_word_is_not_taken_for_the_echo_of_the_command_before_it()
    {
        ClientModel client = new(80, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("\u001B[2J\u001B[24;1Hx.c\u001B[H", client.Sent);
        client.Paint();
        foreach (char key in "iint")
            client.Type(key.ToString());

        client.Receive("i", client.Sent - 3, client.Sent - 2);
        Assert.Equal(("i", 1), LineOf(client, 0));
        client.Receive("n", client.Sent - 2, client.Sent - 1);
        Assert.Equal(("in", 2), LineOf(client, 0));
        client.Receive("t", client.Sent - 1, client.Sent);
        client.Paint();
        client.Type("x");
        Assert.Equal(("intx", 4), LineOf(client, 0));
    }

    [Fact]
    public void Space_behind_an_abbreviation_is_hidden_once_the_abbreviation_was_seen_to_be_replaced()
    {
        ClientModel client = Typed("ll");
        client.Type(" ");
        client.Type("a");
        Assert.Equal(("$ ll a", 6), LineOf(client, 0));
        client.Receive("\b\bls -l ", client.Sent - 1);
        client.Paint();
        client.Receive("a", client.Sent);
        TypeNext(client, row: 1, "ll");
        client.Type(" ");
        client.Type("b");
        Assert.Equal(("$ ll", 4), LineOf(client, 1));

        // Nor does it shake the trust in what follows.
        client.Receive("\b\bls -l ", client.Sent - 1, client.Sent - 1);
        Assert.Equal(("$ ls -l b", 9), LineOf(client, 1));
        client.Receive("b", client.Sent);
        for (int row = 2; row < 4; row++)
        {
            TypeNext(client, row, "ll");
            client.Type(" ");
            Assert.Equal(("$ ll", 4), LineOf(client, row));
            client.Receive(" ", client.Sent);
        }

        TypeNext(client, row: 4, "ll");
        client.Type(" ");
        client.Type("c");
        Assert.Equal(("$ ll c", 6), LineOf(client, 4));
    }

    [Fact]
    public void Abbreviation_is_known_although_its_space_came_up_first()
    {
        ClientModel client = Typed("ll");
        for (int row = 1; row < 5; row++)
        {
            client.Type(" ");
            client.Receive(" ", client.Sent);
            client.Paint();
            client.Receive("\b\b\bls -l ");
            TypeNext(client, row, "ll");
        }

        client.Type(" ");
        Assert.Equal(("$ ll", 4), LineOf(client, 4));
    }

    [Fact]
    public void Suggestion_that_came_with_the_next_characters_only_was_guessed_right()
    {
        ClientModel client = Typed("git ", new LineDiscipline(IsKnown: true, Echo: false, Canonical: false));
        client.Type("s");
        client.Receive("s\u001B[90mtatus\u001B[m\u001B[5D", client.Sent);
        client.Paint();
        client.Type("tatus");
        client.Receive("tatus", client.Sent);
        for (int line = 1; line < 8; line++)
        {
            client.Paint();
            client.Type("\r");
            client.Receive("\r\n$ ", client.Sent);
            client.Paint();
            client.Type("g");
            Assert.Equal(("$ git status", 3), LineOf(client, line));
            client.Type("i");
            client.Type("t");
            client.Receive("g", client.Sent - 2, client.Sent - 2);
            client.Paint();
            client.Receive("it\u001B[90m status\u001B[m\u001B[7D", client.Sent);
            client.Paint();
            client.Type("\u0015");
            client.Receive("\r\u001B[2C\u001B[K", client.Sent);
        }
    }

    /// <summary>What finds a text in some editors moves right in others; at a prompt it moves.</summary>
    [Theory]
    [InlineData("text", false)]
    [InlineData("~ $ ", true)]
    public void Control_f_shows_nothing_in_an_editor_before_it_was_seen_to_move_the_cursor(string prompt, bool isShown)
    {
        var client = new ClientModel(80, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive(prompt, client.Sent);
        client.Paint();
        client.Sent++;
        Echo(client, "ab");
        client.Type("\u001B[D\u001B[D");
        client.Receive("\u001B[2D", client.Sent);
        int column = client.Paint().CursorColumn;
        client.Type("\u0006");
        client.Type("x");
        Assert.Equal((isShown ? $"{prompt}axb" : $"{prompt}ab", column + (isShown ? 2 : 0)), LineOf(client, 0));
        client.Receive("\u001B[C", client.Sent - 1);
        client.Paint();
        client.Receive("\u001B[@x", client.Sent);
        client.Paint();
        client.Type("\u0006");
        Assert.Equal(($"{prompt}axb", column + 3), LineOf(client, 0));
    }

    /// <summary>bash takes away what is before the cursor, zsh the whole line.</summary>
    [Theory]
    [InlineData("\r\u001B[C\u001B[C\u001B[Kc\b", "$ zc", 3)]
    [InlineData("\r\u001B[C\u001B[C\u001B[K", "$ d", 3)]
    public void Control_u_within_a_line_is_shown_once_it_was_seen_what_it_does(string answer, string text, int column)
    {
        ClientModel client = Typed("abc");
        client.Type("\u001B[D");
        client.Receive("\b", client.Sent);
        client.Paint();
        client.Type("\u0015");
        Assert.Equal(("$ abc", 4), LineOf(client, 0));
        client.Receive(answer, client.Sent);
        client.Paint();
        if (text.Length == 4)
        {
            Echo(client, "z");
            client.Type("\u0015");
            Assert.Equal(("$ c", 2), LineOf(client, 0));
            client.Receive("\b\u001B[P", client.Sent);
            client.Paint();
            Echo(client, "z");
        }
        else
        {
            client.Type("d");
        }

        Assert.Equal((text, column), LineOf(client, 0));
    }

    /// <summary>Shells suggest the newest line; a program with a list of its own, always the same one.</summary>
    [Fact]
    public void Program_that_suggests_from_a_list_of_its_own_is_known_by_what_it_suggested_before()
    {
        ClientModel client = Typed("git ");
        string[] typed = ["git status", "git push", "git push", "git push"];
        for (int line = 0; line < typed.Length; line++)
        {
            if (line > 0)
            {
                client.Type("\r");
                client.Receive("\r\n$ ", client.Sent);
                client.Paint();
            }

            for (int length = line == 0 ? 5 : 1; length <= typed[line].Length; length++)
            {
                client.Type(typed[line][length - 1].ToString());
                bool isListed = "git status".StartsWith(typed[line][..length], StringComparison.Ordinal);
                if (line == 3)
                    Assert.Equal(isListed ? "$ git status" : "$ " + typed[line][..length].TrimEnd(), client.Paint().RowText(line));

                string rest = isListed ? "git status"[length..] : "";
                client.Receive($"\r\u001B[K$ {typed[line][..length]}\u001B[90m{rest}\u001B[m\u001B[{length + 3}G", client.Sent);
                client.Paint();
            }
        }
    }

    [Fact]
    public void Home_moves_in_a_command_line_with_something_below_it_once_it_was_seen_to()
    {
        ClientModel client = Typed("make");
        client.Receive("\u001B7\u001B[24;1H1Help 2Menu\u001B8", client.Sent);
        client.Paint();
        client.Type("\u0001");
        client.Type("x");
        Assert.Equal(("$ make", 6), LineOf(client, 0));
        client.Receive("\u001B[3G", client.Sent - 1);
        Assert.Equal(("$ xmake", 3), LineOf(client, 0));
        client.Receive("\u001B[@x", client.Sent);
        client.Paint();
        client.Type("\u0001");
        Assert.Equal(("$ xmake", 2), LineOf(client, 0));
    }

    [Fact]
    public void Home_that_belongs_to_something_else_on_the_screen_moves_nothing()
    {
        ClientModel client = Typed("make");
        client.Receive("\u001B7\u001B[24;1H1Help 2Menu\u001B8", client.Sent);
        client.Paint();
        for (int time = 0; time < 2; time++)
        {
            client.Type("\u0001");
            Assert.Equal(("$ make", 6), LineOf(client, 0));
            client.Receive("\u001B7\u001B[5;1Hfile\u001B8", client.Sent);
            Assert.Equal(("$ make", 6), LineOf(client, 0));
        }
    }

    [Theory]
    [InlineData("\u001B7\u001B[24;9H^K\u001B8", "one")]
    [InlineData("\u001B[K", "of")]
    public void Control_k_that_kills_nothing_in_an_editor_may_make_a_command_of_the_next_key(string answer, string expected)
    {
        ClientModel client = new(80, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("\u001B[2J\u001B[24;1Hx.c\u001B[Hne\r", client.Sent);
        client.Paint();
        Echo(client, "o");
        client.Type("\u000B");
        client.Type("f");
        Assert.Equal("one", LineOf(client, 0).Text);
        client.Receive(answer, client.Sent - 1, client.Sent - 1);
        Assert.Equal(expected, LineOf(client, 0).Text);
    }

    /// <summary>A client at a prompt where this text was typed, echoed, and so proved that the prompt echoes.</summary>
    private static ClientModel Typed(string text, LineDiscipline discipline = default)
    {
        var client = new ClientModel(80, 24, new PredictionSettings(PredictionMode.Always)) { Discipline = discipline };
        client.Receive("\u001B[?2004h$ ", client.Sent);
        client.Paint();
        client.Sent++;
        Echo(client, text);
        return client;
    }

    private static void TypeNext(ClientModel client, int row, string text)
    {
        client.Paint();
        client.Type("\r");
        client.Receive("\r\n$ ", client.Sent);
        client.Paint();
        Echo(client, text);
        Assert.Equal(("$ " + text, 2 + text.Length), LineOf(client, row));
    }

    private static void Echo(ClientModel client, string text)
    {
        foreach (char key in text)
        {
            client.Type(key.ToString());
            client.Receive("\u001B[@" + key, client.Sent);
            client.Paint();
        }
    }

    private static (string Text, int CursorColumn) LineOf(ClientModel client, int row)
    {
        Framebuffer frame = client.Paint();
        Assert.Equal(row, frame.CursorRow);
        return (frame.RowText(row), frame.CursorColumn);
    }
}

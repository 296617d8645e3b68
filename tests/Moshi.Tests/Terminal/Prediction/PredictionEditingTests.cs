using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>What the keys of line editors are expected to do at a trusted prompt.</summary>
public sealed class PredictionEditingTests
{
    private const string Left = "\u001B[D";

    [Theory]
    [InlineData("\u0001", "make all", 2)]
    [InlineData("\u001B[H", "make all", 2)]
    [InlineData("\u001B[1~", "make all", 2)]
    [InlineData("\u0001\u0005", "make all", 10)]
    [InlineData("\u0001\u001B[F", "make all", 10)]
    [InlineData("\u0015", "", 2)]
    [InlineData("\u0017", "make", 7)]
    [InlineData("\u0017\u0017", "", 2)]
    [InlineData(Left + Left + Left + "\u000B", "make", 7)]
    [InlineData(Left + Left + "\u001B[3~", "make al", 8)]
    [InlineData(Left + Left + "\u0004", "make al", 8)]
    [InlineData(Left + Left + "\u007F", "make ll", 7)]
    [InlineData(Left + Left + "\u0008", "make ll", 7)]
    [InlineData("\u0001\u007F" + Left, "make all", 2)]
    [InlineData("\u001B[C\u001B[C", "make all", 10)]
    [InlineData("\u0001\u0006\u0006" + Left, "make all", 3)]
    [InlineData("\u0001x", "xmake all", 3)]
    [InlineData("  \u0001\u0005x", "make all  x", 13)]
    [InlineData("  " + Left + Left + "\u001B[C\u001B[C\u001B[Cx", "make all  x", 13)]
    [InlineData("  \u007F\u0001\u0005x", "make all x", 12)]
    public void Editing_keys_take_effect_at_once(string keys, string text, int column)
    {
        ClientModel client = Typed("make all");
        client.Type(keys);
        Framebuffer frame = client.Paint();
        Assert.Equal($"$ {text}".TrimEnd(), frame.RowText(0));
        Assert.Equal((0, column), (frame.CursorRow, frame.CursorColumn));
    }

    [Fact]
    public void Editing_key_that_does_something_else_is_hidden_until_it_does_what_it_should()
    {
        ClientModel client = Typed("make all");
        client.Type("\u0015");
        Assert.Equal("$", client.Paint().RowText(0));
        client.Receive("\u001B[D", client.Sent);
        client.Paint();
        client.Type("x");
        client.Receive("\u001B[@x", client.Sent);
        client.Paint();
        client.Type("\u0015");
        Assert.Equal("$ make alxl", client.Paint().RowText(0));
        client.Receive("\u001B[1;3H\u001B[Kl\u001B[D", client.Sent);
        client.Paint();
        client.Type("y");
        client.Receive("\u001B[@y", client.Sent);
        client.Paint();
        client.Type("\u0015");
        Assert.Equal("$ l", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("\u65E5\u672C", "$ a\u65E5\u672C", 7)]
    [InlineData("\u65E5\u672C\u007F", "$ a\u65E5", 5)]
    [InlineData("\u65E5\u672C\u007F\u007F", "$ a", 3)]
    [InlineData("\u65E5\u672C" + Left + "x", "$ a\u65E5x\u672C", 6)]
    [InlineData("\uD55C" + Left + "\u001B[3~", "$ a", 3)]
    [InlineData("e\u0301", "$ ae", 4)]
    [InlineData("e\u0301\u007F", "$ ae", 4)]
    public void Wide_characters_and_marks_are_edited_as_one(string keys, string row, int column)
    {
        ClientModel client = Typed("a");
        client.Type(keys);
        Framebuffer frame = client.Paint();
        Assert.Equal(row, frame.RowText(0));
        Assert.Equal(column, frame.CursorColumn);
    }

    [Theory]
    [InlineData("e\u0301", "$ ao\u0308e\u0301", 5)]
    [InlineData("e\u0301\u007F", "$ ao\u0308", 4)]
    public void Marks_are_guessed_once_one_came_up_as_one_does(string keys, string row, int column)
    {
        ClientModel client = TypedWithMark();
        client.Type(keys);
        Framebuffer frame = client.Paint();
        Assert.Equal(row, frame.RowText(0));
        Assert.Equal(column, frame.CursorColumn);
    }

    [Fact]
    public void Marks_are_hidden_again_where_an_editor_writes_their_numbers()
    {
        ClientModel client = TypedWithMark();
        client.Type("e\u0301x");
        client.Receive("e<0301>x", client.Sent);
        client.Paint();
        client.Type("e");
        client.Type("\u0301");
        Assert.Equal("$ ao\u0308e<0301>xe", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("\U0001F469\u200D\U0001F680", 1, 6)]
    [InlineData("\u2764\uFE0F", 1, 6)]
    [InlineData("\U0001F1EF\U0001F1F5", 1, 6)]
    [InlineData("\U0001F44D\U0001F3FD", 1, 6)]
    [InlineData("\u2764\uFE0F\u007F", 0, 4)]
    [InlineData("\u0915\u094D\u0937", 1, 6)]
    public void Clusters_are_guessed_where_the_server_measures_them_as_we_do(string keys, int clusters, int column)
    {
        ClientModel client = TypedWithMark();
        client.MeasuresClusters = true;
        client.Paint();
        client.Type(keys);
        Framebuffer frame = client.Paint();
        Assert.Equal("$ ao\u0308" + (clusters > 0 ? keys : ""), frame.RowText(0));
        Assert.Equal(column, frame.CursorColumn);
    }

    [Theory]
    [InlineData("tat", "git status", 10)]
    [InlineData("x", "git sx", 8)]
    [InlineData("\u001B[C", "git status", 12)]
    [InlineData("\u0005", "git status", 12)]
    [InlineData("\u007F", "git", 6)]
    [InlineData("\u0015", "", 2)]
    public void Suggestion_behind_the_cursor_is_taken_over_or_goes(string keys, string text, int column)
    {
        foreach (string style in (string[])["90", "2", "38;5;240", "38;2;85;85;85"])
        {
            ClientModel client = Typed("git ");
            client.Type("s");
            client.Receive($"s\u001B[{style}mtatus\u001B[m\u001B[5D", client.Sent);
            client.Paint();
            client.Type(keys);
            Framebuffer frame = client.Paint();
            Assert.Equal($"$ {text}".TrimEnd(), frame.RowText(0));
            Assert.Equal(column, frame.CursorColumn);
        }
    }

    [Fact]
    public void Line_that_was_entered_is_what_a_shell_will_suggest_next()
    {
        ClientModel client = Suggesting();
        client.Type("g");
        Assert.Equal("$ git status", client.Paint().RowText(1));
        Assert.Equal((1, 3), (client.Paint().CursorRow, client.Paint().CursorColumn));
        client.Type("x");
        Assert.Equal("$ gx", client.Paint().RowText(1));
        client.Receive("g\u001B[90mit status\u001B[m\u001B[9D", client.Sent - 1, client.Sent - 1);
        client.Paint();
        client.Receive("x\u001B[K", client.Sent);
        Assert.Equal("$ gx", client.Paint().RowText(1));
    }

    [Fact]
    public void Suggestions_are_not_guessed_any_more_when_that_is_mostly_wrong()
    {
        ClientModel client = Suggesting();
        for (int line = 1; line < 6; line++)
        {
            client.Type("g");
            Assert.Equal(line <= 3 ? "$ git status" : "$ g", client.Paint().RowText(line));
            client.Receive("g", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive("\r\n$ ", client.Sent);
            client.Paint();
        }
    }

    [Fact]
    public void Suggestion_that_comes_after_its_character_is_no_wrong_guess()
    {
        ClientModel client = Suggesting();
        for (int line = 1; line < 8; line++)
        {
            client.Type("g");
            Assert.Equal("$ git status", client.Paint().RowText(line));
            client.Receive("g", client.Sent);
            Assert.Equal("$ g", client.Paint().RowText(line));
            client.Receive("\u001B[90mit status\u001B[m\u001B[9D");
            client.Paint();
            client.Type("\u0015");
            client.Receive("\r\u001B[2C\u001B[K", client.Sent);
            client.Paint();
            client.Type("\r");
            client.Receive("\r\n$ ", client.Sent);
            client.Paint();
        }
    }

    [Theory]
    [InlineData("make al", "abc", "$ make ala", "bc", true)]
    [InlineData("make al", "a", "$ make ala", "", true)]
    [InlineData("\u001B[?2004l\u001B[9D", "abc", "abc", "", false)]
    public void Line_editors_go_on_in_the_next_row(string typed, string more, string row, string next, bool isShown)
    {
        var client = new ClientModel(10, 4, new PredictionSettings(PredictionMode.Always));
        client.Receive("\u001B[?2004h$ ", client.Sent);
        client.Paint();
        client.Type("make al");
        client.Receive(typed, client.Sent);
        client.Paint();
        client.Type(more);
        Framebuffer frame = client.Paint();
        Assert.Equal(isShown, string.Equals(row, frame.RowText(0), StringComparison.Ordinal) && string.Equals(next, frame.RowText(1), StringComparison.Ordinal));
        Assert.Equal(isShown, (frame.CursorRow, frame.CursorColumn) == (1, next.Length));
    }

    [Fact]
    public void Text_below_is_not_written_over_at_the_end_of_a_row()
    {
        var client = new ClientModel(10, 4, new PredictionSettings(PredictionMode.Always));
        client.Receive("\u001B[?2004h\u001B[2;1Hbelow\u001B[1;1H$ make al", client.Sent);
        client.Paint();
        client.Type("abc");
        Framebuffer frame = client.Paint();
        Assert.Equal(("$ make al", "below"), (frame.RowText(0), frame.RowText(1)));
    }

    [Fact]
    public void Prompt_at_the_right_edge_is_not_pushed_and_survives_deletion()
    {
        ClientModel client = Typed("", "$ \u001B[1;70H[main]\u001B[1;3H");
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("bc\u007F\u0015x");
        Assert.Equal("$ x".PadRight(69) + "[main]", client.Paint().RowText(0));
    }

    [Fact]
    public void Editing_ends_where_text_at_the_right_stands_in_the_way()
    {
        ClientModel client = Typed("", "$    [main]\u001B[1;3H");
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("bcd");
        Assert.StartsWith("$ ab", client.Paint().RowText(0), StringComparison.Ordinal);
        Assert.EndsWith("[main]", client.Paint().RowText(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Closing_bracket_that_an_editor_adds_is_pushed_on()
    {
        ClientModel client = Typed("f");
        client.Type("(");
        client.Receive("()\b", client.Sent);
        client.Paint();
        client.Type("x");
        Assert.Equal("$ f(x)", client.Paint().RowText(0));
    }

    [Fact]
    public void Text_that_is_overwritten_once_is_expected_to_be_overwritten_again()
    {
        ClientModel client = Typed("", "$ world\u001B[5D");
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        client.Type("b");
        Assert.Equal("$ abrld", client.Paint().RowText(0));
    }

    [Fact]
    public void Line_that_output_has_moved_keeps_its_guesses()
    {
        ClientModel client = Typed("make");
        client.Type("x");
        Assert.Equal("$ makex", client.Paint().RowText(0));
        client.Receive("\r\u001B[Kjob done\r\n$ make", client.EchoAck, client.Sent - 1);
        Assert.Equal("$ makex", client.Paint().RowText(1));
        Assert.Equal("job done", client.Paint().RowText(0));
    }

    [Fact]
    public void Frame_that_changes_nothing_about_the_line_changes_nothing_about_the_guesses()
    {
        ClientModel client = Typed("make");
        client.Type("xyz");
        string before = client.Paint().RowText(0);
        int column = client.Paint().CursorColumn;
        for (int i = 0; i < 5; i++)
        {
            client.Receive($"\u001B7\u001B[10;1H{i}\u001B8", client.EchoAck, client.Sent - 1);
            Assert.Equal(before, client.Paint().RowText(0));
            Assert.Equal(column, client.Paint().CursorColumn);
        }

        // Half of an answer.
        client.Receive("\r\u001B[K", client.EchoAck, client.Sent);
        Assert.Equal(before, client.Paint().RowText(0));
        client.Receive("$ makexyz", client.EchoAck, client.Sent);
        Assert.Equal(before, client.Paint().RowText(0));
        Assert.Equal(column, client.Paint().CursorColumn);
        Assert.False(client.Engine.HasPredictions);
    }

    [Fact]
    public void Wrong_guess_is_gone_with_the_frame_that_shows_it_or_soon_after()
    {
        ClientModel client = Typed("make");
        client.Type("x");
        client.Receive("\u001B[5;5H", client.EchoAck, client.Sent);
        Assert.Equal("$ makex", client.Paint().RowText(0));
        Assert.NotEqual(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
        client.NowMs = client.Engine.NextDeadlineMs;
        Framebuffer frame = client.Paint();
        Assert.Equal("$ make", frame.RowText(0));
        Assert.Equal((4, 4), (frame.CursorRow, frame.CursorColumn));
    }

    [Theory]
    [InlineData(PredictionStyle.Underline, CellAttributes.Underline)]
    [InlineData(PredictionStyle.Dim, CellAttributes.Faint)]
    [InlineData(PredictionStyle.None, CellAttributes.None)]
    public void Guesses_on_a_slow_link_are_marked_as_the_user_likes(PredictionStyle style, CellAttributes marked)
    {
        ClientModel client = Typed("make", settings: new PredictionSettings(PredictionMode.Always, Style: style));
        client.Type("x");
        Framebuffer frame = client.Paint();
        Assert.Equal(marked, frame.StyleOf(frame[0, 6]).Attributes);
        Assert.Equal(CellAttributes.None, frame.StyleOf(frame[0, 5]).Attributes);
    }

    [Fact]
    public void Frames_that_answer_keys_allocate_nothing()
    {
        ClientModel client = Typed("make");
        var frames = new Framebuffer[40];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = client.ServerScreen.Snapshot();
            client.Receive(i % 40 == 39 ? "\u001B[1;7H\u001B[K" : "x", client.Sent);
        }

        byte[] key = "x"u8.ToArray();
        long least = long.MaxValue;
        for (ulong round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong i = 0; i < 40; i++)
            {
                // On a fast link nothing is drawn, as drawing copies the rows that the frame shares with the server state.
                client.Engine.Apply(frames[i], 100 + (round * 40) + i, 100 + (round * 40) + i, 20, (long)i);
                client.Engine.OnInput(key, 100 + (round * 40) + i, (long)i);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    /// <summary>A client at the second prompt of a shell that suggested the first line, which was then entered.</summary>
    private static ClientModel Suggesting()
    {
        ClientModel client = Typed("git ");
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: false);
        client.Type("s");
        client.Receive("s\u001B[90mtatus\u001B[m\u001B[5D", client.Sent);
        client.Paint();
        client.Type("tatus");
        client.Receive("tatus", client.Sent);
        client.Paint();
        client.Type("\r");
        client.Receive("\r\n\u001B[?2004h$ ", client.Sent);
        client.Paint();
        return client;
    }

    /// <summary>A host that has shown what it does with combining marks.</summary>
    private static ClientModel TypedWithMark()
    {
        ClientModel client = Typed("a");
        client.Type("o\u0308");
        client.Receive("o\u0308", client.Sent);
        client.Paint();
        return client;
    }

    /// <summary>A client at a prompt where this text was typed, echoed, and so proved that the prompt echoes.</summary>
    private static ClientModel Typed(string text, string prompt = "$ ", PredictionSettings? settings = null)
    {
        var client = new ClientModel(80, 24, settings ?? new PredictionSettings(PredictionMode.Always));
        client.Receive(prompt, client.Sent);
        client.Paint();
        client.Sent++;
        foreach (char c in text)
        {
            client.Type(c.ToString());
            client.Receive(c.ToString(), client.Sent);
            client.Paint();
        }

        return client;
    }
}

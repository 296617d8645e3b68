using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>The rules of mosh-protocol §9.2-9.6, one by one.</summary>
public sealed class PredictionEngineTests
{
    private const PredictionMode Always = PredictionMode.Always;

    [Fact]
    public void Guesses_stay_hidden_until_the_host_confirms_one_of_their_epoch()
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always));
        client.Type("a");
        client.Type("b");
        Assert.Equal("$", client.Paint().RowText(0));
        client.Receive("a", client.Sent - 1);
        Assert.Equal("$ ab", client.Paint().RowText(0));
        Assert.Equal(4, client.Paint().CursorColumn);
    }

    [Fact]
    public void Guess_is_judged_only_once_its_state_is_acknowledged()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("b");
        client.Receive("x", client.EchoAck);
        Assert.Equal("$ ab", client.Paint().RowText(0));
        client.Receive("", client.Sent);
        Assert.Equal("$ ax", client.Paint().RowText(0));
        Assert.False(client.Engine.HasPredictions);
    }

    [Fact]
    public void Wrong_visible_guess_ends_all_guesses()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("b");
        client.Type("c");
        client.Receive("*", client.Sent - 1);
        Assert.Equal("$ a*", client.Paint().RowText(0));
        client.Type("d");
        Assert.Equal("$ a*", client.Paint().RowText(0));
    }

    [Fact]
    public void Wrong_hidden_guess_ends_its_epoch_and_guessing_goes_on_from_the_true_cursor()
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always));
        client.Type("a");
        client.Receive("[", client.Sent);
        Assert.Equal("$ [", client.Paint().RowText(0));
        client.Type("b");
        client.Type("c");
        client.Receive("b", client.Sent - 1);
        Assert.Equal("$ [bc", client.Paint().RowText(0));
    }

    [Fact]
    public void Keys_under_way_are_guessed_anew_after_a_wrong_guess()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("\r");
        client.Type("l");
        client.Type("s");
        client.Type("x");
        client.Receive("\r\n% l", client.Sent - 2, client.Sent - 2);
        Assert.Equal("% l", client.Paint().RowText(1));
        client.Receive("s", client.Sent - 1);
        Assert.Equal("% lsx", client.Paint().RowText(1));
        Assert.Equal((1, 5), CursorOf(client));
    }

    [Fact]
    public void Cursor_that_went_elsewhere_ends_all_guesses()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("b");
        client.Receive("b\u001B[5;5H", client.Sent);
        Assert.Equal((4, 4), CursorOf(client));
        client.Type("c");
        Assert.Equal((4, 4), CursorOf(client));
    }

    [Fact]
    public void Keys_typed_after_a_paste_are_guessed_anew_behind_it()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("b");
        client.Type(new string('x', 101));
        client.Type("cd");
        client.Type("e");
        client.Type("f");
        client.Receive("pasted cd", client.Sent - 2);
        Assert.Equal("$ apasted cd", client.Paint().RowText(0));
        client.Receive("e", client.Sent - 1);
        Assert.Equal("$ apasted cdef", client.Paint().RowText(0));
    }

    [Fact]
    public void Experimental_mode_shows_at_once_and_drops_only_the_cell_that_was_wrong()
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental), "\u001B[?2004h$ ");
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: false);
        client.Paint();
        client.Type("abc");
        Assert.Equal("$ abc", client.Paint().RowText(0));
        client.Type("d");
        client.Receive("a*c", client.Sent - 1);
        Assert.Equal("$ a*cd", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("Password: ")]
    [InlineData("Password > ")]
    [InlineData("root@box:~# ")]
    [InlineData("$ ")]
    [InlineData("")]
    public void Experimental_mode_waits_for_an_echo_where_a_password_may_be_asked_for(string prompt)
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental), prompt);
        client.Type("S");
        Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(0));
        client.Receive("", client.Sent);
        client.Type("3");
        Assert.Equal(prompt.TrimEnd(), client.Paint().RowText(0));
        client.Receive("c", client.Sent);
        client.Type("\u007Fcr");
        client.Receive("\bcr", client.Sent);
        client.Paint();
        client.Type("x");
        Assert.Equal($"{prompt}crx", client.Paint().RowText(0));
    }

    [Fact]
    public void Experimental_mode_waits_for_an_echo_in_the_next_field_of_a_form()
    {
        ClientModel client = Confirmed(new PredictionSettings(PredictionMode.Experimental), "\r\nPassword >\u001B[HName > ", "a");
        client.Type("\u001B[B");
        client.Receive("\u001B[2;12H", client.Sent);
        client.Paint();
        client.Type("S");
        Assert.Equal("Password >", client.Paint().RowText(1));
    }

    [Fact]
    public void Never_mode_ignores_keys()
    {
        ClientModel client = Confirmed(new PredictionSettings(PredictionMode.Never));
        client.Type("b");
        Assert.Equal("$ a", client.Paint().RowText(0));
        Assert.False(client.Engine.HasPredictions);
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
    }

    [Fact]
    public void Seeing_what_was_there_before_proves_nothing()
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always, Overwrite: true), "$ x\u001B[D");
        client.Type("x");
        client.Receive("\u001B[C", client.Sent);
        client.Type("y");
        Assert.Equal("$ x", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("aba")]
    [InlineData("abcdefe")]
    public void Seeing_what_was_typed_there_before_proves_nothing(string typed)
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always, Overwrite: true));
        foreach (char c in typed)
            client.Type($"{c}\u001B[D");

        client.Receive($"{typed[^1]}\b", client.Sent);
        client.Paint();
        client.Type("y");
        Assert.Equal($"$ {typed[^1]}", client.Paint().RowText(0));
    }

    [Fact]
    public void Typed_spaces_prove_nothing()
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always));
        client.Type(" ");
        client.Receive(" ", client.Sent);
        client.Type("y");
        Assert.Equal("$", client.Paint().RowText(0));
    }

    [Fact]
    public void Password_typed_ahead_that_resembles_its_prompt_stays_hidden()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("\r");
        client.Type("P");
        client.Type("assw0");
        client.Receive("\r\nPassword: ", client.Sent - 1);
        Assert.Equal("Password:", client.Paint().RowText(1));
        client.Type("rd");
        Assert.Equal("Password:", client.Paint().RowText(1));
        client.Receive("", client.Sent);
        Assert.Equal("Password:", client.Paint().RowText(1));
    }

    [Fact]
    public void Typed_text_takes_the_style_of_its_left_neighbour_and_then_that_of_the_echo()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "\u001B[31m$\u001B[0m ");
        client.SendIntervalMs = 20;
        client.Paint();
        client.Receive("\u001B[32m", client.EchoAck);
        client.Type("b");
        client.Type("c");
        Assert.Equal(default, StyleAt(client, 0, 3));
        client.Receive("b", client.Sent - 1);
        Assert.Equal(Color.Indexed(2), StyleAt(client, 0, 3).Foreground);
        Assert.Equal(Color.Indexed(2), StyleAt(client, 0, 4).Foreground);
    }

    [Fact]
    public void Typed_text_in_the_first_column_takes_the_style_of_the_pen()
    {
        ClientModel client = AtPrompt(new PredictionSettings(Always), "");
        client.SendIntervalMs = 20;
        client.Type("a");
        client.Receive("a\u001B[44m", client.Sent);
        client.Paint();
        client.Type("\u001B[D");
        client.Type("b");
        Assert.Equal(new Style(Color.Default, Color.Indexed(4)), StyleAt(client, 0, 0));
    }

    [Fact]
    public void Insertion_pushes_the_rest_of_the_row()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "$ world\u001B[5D");
        client.Type("b");
        Assert.Equal("$ abworld", client.Paint().RowText(0)[..9]);
    }

    [Fact]
    public void Overwrite_mode_pushes_nothing()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always, Overwrite: true), "$ world\u001B[5D", "a");
        client.Type("b");
        Assert.Equal("$ abrld", client.Paint().RowText(0));
    }

    [Fact]
    public void Backspace_pulls_the_rest_of_the_row()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "$ world\u001B[5D");
        client.Type("\u007F");
        Assert.Equal("$ world", client.Paint().RowText(0));
        Assert.Equal(2, client.Paint().CursorColumn);
    }

    [Fact]
    public void Backspace_in_the_first_column_guesses_nothing()
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental), "");
        client.Type("\u007F");
        Assert.Equal(0, client.Paint().CursorColumn);
        Assert.Equal("", client.Paint().ToText());
    }

    [Theory]
    [InlineData(PredictionMode.Always)]
    [InlineData(PredictionMode.Experimental)]
    public void What_follows_return_is_not_guessed_before_the_host_has_answered_it(PredictionMode mode)
    {
        ClientModel client = Confirmed(new PredictionSettings(mode));
        client.Type("\r");
        client.Type("b");
        Assert.Equal((0, 3), CursorOf(client));
        Assert.Equal("$ a", client.Paint().ToText());
        client.Receive("\r\n", client.Sent - 1, client.Sent - 1);
        client.Paint();
        client.Receive("b", client.Sent);
        client.Paint();
        client.Type("c");
        Assert.Equal("bc", client.Paint().RowText(1));
        Assert.Equal((1, 2), CursorOf(client));
    }

    [Theory]
    [InlineData("\r\nb", true)]
    [InlineData("\r\n*", false)]
    [InlineData("\r\nxb", false)]
    [InlineData("\r\nb ", false)]
    public void What_alone_stands_on_the_line_after_return_is_its_own_proof(string answer, bool isProof)
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("\r");
        client.Type("b");
        client.Receive(answer, client.Sent);
        client.Paint();
        client.Type("c");
        Assert.Equal(answer.Trim() + (isProof ? "c" : ""), client.Paint().RowText(1));
    }

    [Theory]
    [InlineData("\t")]
    [InlineData("\u0012")]
    [InlineData("\u001B")]
    [InlineData("\u001Bb")]
    [InlineData("\u001B[A")]
    [InlineData("\u001B[2~")]
    [InlineData("\u001B[?1C")]
    [InlineData("\u231A")]
    [InlineData("\u200D")]
    [InlineData("\u05D0")]
    [InlineData("\u0085")]
    public void Keys_of_unknown_effect_hide_what_is_typed_after_them(string key)
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type(key);
        client.Type("b");
        Assert.Equal("$ a", client.Paint().RowText(0));
    }

    [Theory]
    [InlineData("\u001B[D", 2)]
    [InlineData("\u001BOD", 2)]
    [InlineData("\u001B[5D", 2)]
    [InlineData("\u001B[C", 4)]
    [InlineData("\u001BOC", 4)]
    public void Arrows_move_the_cursor_by_one(string key, int column)
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "$ world\u001B[5D");
        client.Type(key);
        Assert.Equal((0, column), CursorOf(client));
    }

    [Fact]
    public void Keys_may_be_cut_anywhere_between_reads()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        foreach (byte b in "\u001BOD\u00E9"u8.ToArray())
            client.Type([b]);

        Assert.Equal("$ \u00E9a", client.Paint().RowText(0));
        Assert.Equal((0, 3), CursorOf(client));
    }

    [Fact]
    public void Arrows_stop_at_the_edges()
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental), "");
        client.Type("\u001B[D");
        Assert.Equal((0, 0), CursorOf(client));
        client.Receive("\u001B[1;80H", client.Sent);
        client.Paint();
        client.Type("\u001B[C");
        Assert.Equal((0, 79), CursorOf(client));
    }

    [Fact]
    public void Read_of_more_than_a_hundred_bytes_is_not_guessed_and_ends_all_guesses()
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental));
        client.Type(new string('x', 30));
        client.Paint();
        Assert.True(client.Engine.HasPredictions);
        client.Type(new string('x', 101));
        Assert.False(client.Engine.HasPredictions);
        Assert.Equal("$", client.Paint().RowText(0));
        client.Receive("x", client.Sent);
        client.Paint();
        client.Type(new string('x', 100));
        Assert.True(client.Engine.HasPredictions);
    }

    [Fact]
    public void Change_of_size_ends_all_guesses()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always));
        client.Type("b");
        Assert.Equal("$ ab", client.Paint().RowText(0));
        client.Resize(81, 24);
        Assert.Equal("$ a", client.Paint().RowText(0));
        Assert.False(client.Engine.HasPredictions);
    }

    [Fact]
    public void Nothing_is_underlined_where_nothing_is_seen()
    {
        ClientModel client = AtPrompt(new PredictionSettings(PredictionMode.Experimental), "\u001B[?2004h$ ");
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: false, Canonical: false);
        client.Paint();
        client.Type(" b");
        Framebuffer frame = client.Paint();
        Assert.Equal(CellAttributes.None, frame.StyleOf(frame[0, 2]).Attributes);
        Assert.Equal(CellAttributes.Underline, frame.StyleOf(frame[0, 3]).Attributes);
    }

    [Theory]
    [InlineData("\u2502")]
    [InlineData("\u2503")]
    [InlineData("\u251C")]
    [InlineData("\u2551")]
    public void Border_of_a_pane_stays_in_place(string border)
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), $"$      {border}other\u001B[1;3H", "a");
        client.Type("bc");
        Assert.Equal($"$ abc  {border}other", client.Paint().RowText(0));
        client.Receive("bc", client.Sent);
        client.Type("def");
        Assert.Equal($"$ abcd {border}other", client.Paint().RowText(0));
        client.Type("\u007F");
        Assert.Equal($"{border}other", client.Paint().RowText(0)[7..]);
    }

    [Fact]
    public void Suggestion_of_the_shell_is_not_pushed()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "$ ", "a\u001B[90mbcdef\u001B[0m\u001B[5D");
        client.Type("b");
        Assert.Equal("$ abcdef", client.Paint().RowText(0));
        Assert.Equal((0, 4), CursorOf(client));
        client.Receive("b", client.Sent);
        client.Type("x");
        Assert.Equal("$ abx", client.Paint().RowText(0));
    }

    [Fact]
    public void Guesses_survive_the_renewal_of_the_symbol_table()
    {
        ClientModel client = Confirmed(new PredictionSettings(Always), "\u001B[35mu\u0302\u001B[0m\r$ \u001B[31me\u0301x\u001B[D\u001B[D\u001B[0m", "\u001B[@a");
        client.SendIntervalMs = 20;
        client.Receive("", client.Sent);
        client.Paint();
        client.Type("b");
        SymbolTable before = client.ServerScreen.Symbols;
        for (int i = 0; ReferenceEquals(before, client.ServerScreen.Symbols); i++)
        {
            Assert.True(i < 100_000, "the table was never renewed");
            client.Receive($"\u001B[20;1H\u001B[38;2;{i >> 16};{(i >> 8) & 255};{i & 255}mx", client.EchoAck);
        }

        client.Receive("\u001B[1;4H\u001B[0m", client.EchoAck);
        Assert.Equal("$ abe\u0301x", client.Paint().RowText(0));
        Assert.Equal(default, StyleAt(client, 0, 3));
        Assert.Equal(new Style(Color.Indexed(1), Color.Default), StyleAt(client, 0, 4));
    }

    [Fact]
    public void Typing_and_judging_allocate_nothing()
    {
        // On a fast link nothing is drawn, as drawing copies the rows that the frame shares with the server state.
        ClientModel client = AtPrompt(default);
        Framebuffer frame = client.ServerScreen.Snapshot();
        byte[][] keys = ["x"u8.ToArray(), "\u007F"u8.ToArray(), "\u001B[D"u8.ToArray(), "\u001B[C"u8.ToArray(), "\r"u8.ToArray()];
        // The runtime may allocate when it compiles a method anew; garbage of ours would come in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong i = 0; i < 1000; i++)
            {
                client.Engine.OnInput(keys[i % 5], 10 + i, (long)i);
                client.Engine.Apply(frame, i, 10 + i, 20, (long)i);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static (int Row, int Column) CursorOf(ClientModel client)
    {
        Framebuffer frame = client.Paint();
        return (frame.CursorRow, frame.CursorColumn);
    }

    private static Style StyleAt(ClientModel client, int row, int column)
    {
        Framebuffer frame = client.Paint();
        return frame.StyleOf(frame[row, column]) is var style ? style.With(CellAttributes.Underline, false) : default;
    }

    /// <summary>A client that shows a prompt, and has acknowledged it.</summary>
    private static ClientModel AtPrompt(PredictionSettings settings, string prompt = "$ ")
    {
        var client = new ClientModel(80, 24, settings);
        client.Receive(prompt, client.Sent);
        client.Paint();
        client.Sent++;
        return client;
    }

    /// <summary>A client in an epoch that is confirmed: an <c>a</c> was typed, and the host has answered with <paramref name="echo"/>.</summary>
    private static ClientModel Confirmed(PredictionSettings settings, string prompt = "$ ", string echo = "\u001B[@a")
    {
        ClientModel client = AtPrompt(settings, prompt);
        client.Type("a");
        client.Receive(echo, client.Sent);
        client.Paint();
        return client;
    }
}

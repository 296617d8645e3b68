using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>Editors that close brackets and quotes by themselves, and others that do not.</summary>
public sealed class PredictionPairTests
{
    [Fact]
    public void Bracket_that_was_closed_once_is_closed_at_once_and_typed_over()
    {
        ClientModel client = Editor();
        Type(client, "f(", ")\b");
        Type(client, "a", "\u001B[@a", isEcho: false);
        Assert.Equal("f(a)", LineOf(client));
        Type(client, ")", "\u001B[C", isEcho: false);
        client.Type("+");
        client.Type("g");
        client.Type("(");
        Assert.Equal("f(a)+g()", LineOf(client));
        client.Type("b");
        Assert.Equal("f(a)+g(b)", LineOf(client));
        client.Type(")");
        client.Type(";");
        Assert.Equal("f(a)+g(b);", LineOf(client));
    }

    [Fact]
    public void Brackets_inside_of_brackets_are_no_suggestion_that_the_next_key_takes_away()
    {
        ClientModel client = Editor();
        Type(client, "f(", ")\b");
        Type(client, "a", "\u001B[@a", isEcho: false);
        Type(client, "[", "\u001B[2@[]\b", isEcho: false);
        client.Type("0");
        Assert.Equal("f(a[0])", LineOf(client));
    }

    [Fact]
    public void Editor_that_pushes_its_closing_bracket_on_is_followed()
    {
        ClientModel client = Editor();
        Type(client, "(", ")\b");
        Type(client, ")", "\u001B[@)", isEcho: false);
        Assert.Equal("())", LineOf(client));
        Type(client, "(", "\u001B[2@()\b", isEcho: false);
        client.Type(")");
        Assert.Equal("()()))", LineOf(client));
    }

    [Fact]
    public void Where_brackets_are_not_closed_any_more_one_guess_is_wrong_and_no_more()
    {
        ClientModel client = Editor();
        Type(client, "f(", ")\b");
        Type(client, ")", "\u001B[C", isEcho: false);
        Type(client, "(", "(", isEcho: false);
        Type(client, "x", "x", isEcho: false);
        client.Type("(");
        Assert.Equal("f()(x(", LineOf(client));
    }

    [Theory]
    [InlineData("(", "word", "z(word")]
    [InlineData("it\"", "", "zit\"")]
    public void Nothing_is_closed_before_a_word_nor_a_quote_behind_one(string typed, string behind, string expected)
    {
        ClientModel client = Editor();
        Type(client, "f(", ")\b");
        Type(client, ")", "\u001B[C", isEcho: false);
        Type(client, " \"", "\"\b");
        Type(client, "\"", "\u001B[C", isEcho: false);
        client.Type("\r");
        client.Receive($"\r\n{behind}\r", client.Sent);
        client.Paint();
        Type(client, "z", "\u001B[@z", isEcho: false);
        foreach (char key in typed)
            client.Type(key.ToString());

        Assert.Equal(expected, LineOf(client, row: 1));
    }

    [Fact]
    public void Shell_in_the_same_session_closes_nothing()
    {
        ClientModel client = Editor();
        Type(client, "f(", ")\b");
        Type(client, ")", "\u001B[C", isEcho: false);
        client.Type("\r");
        client.Receive("\u001B[2J\u001B[H\u001B[?2004h$ ", client.Sent);
        client.Paint();
        Type(client, "echo ", "");
        client.Type("(");
        Assert.Equal("$ echo (", LineOf(client));
    }

    private static ClientModel Editor()
    {
        ClientModel client = new(80, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("\u001B[2J\u001B[24;1Hx.c\u001B[H", client.Sent);
        client.Paint();
        return client;
    }

    /// <summary>Keys, which the host answers one by one; the last of them with something besides its echo.</summary>
    private static void Type(ClientModel client, string keys, string answer, bool isEcho = true)
    {
        for (int index = 0; index < keys.Length; index++)
        {
            client.Type(keys[index].ToString());
            client.Receive((isEcho ? keys[index].ToString() : "") + (index == keys.Length - 1 ? answer : ""), client.Sent);
            client.Paint();
        }
    }

    private static string LineOf(ClientModel client, int row = 0) => client.Paint().RowText(row);
}

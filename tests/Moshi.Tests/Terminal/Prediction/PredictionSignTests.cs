using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>When the first key shows behind a bare sign, where a name and then a secret may be asked for, and when it does not.</summary>
public sealed class PredictionSignTests
{
    private static readonly PredictionSettings Always = new(PredictionMode.Always);
    private static readonly LineDiscipline Raw = new(IsKnown: true, Echo: false, Canonical: false);

    [Theory]
    [InlineData("git status", "clean", true)]
    [InlineData("ls -la", "total 0", true)]
    [InlineData("echo hello", "hello", true)]
    [InlineData("git status", "", false)]
    [InlineData("git", "Hello git", false)]
    [InlineData("ls", "Hello L. S.", false)]
    [InlineData("cd ", "Hello C. D.", false)]
    [InlineData("bob", "Hello Bob", false)]
    [InlineData("john smith", "Hello John", false)]
    [InlineData("\u738B\u5C0F\u660E", "Hello", false)]
    [InlineData("/home/me/my key", "that exists", false)]
    [InlineData("https://host/a b", "connected", false)]
    [InlineData("sudo id", "you are watched", false)]
    [InlineData("python3 ask.py", "Welcome", false)]
    [InlineData("echo a; ./ask", "a", false)]
    [InlineData("cat a | ./ask", "a", false)]
    [InlineData("echo $(./ask)", "a", false)]
    [InlineData("lsx -l", "done", false)]
    public void Prompt_that_has_echoed_once_is_trusted_behind_the_output_of_a_command_and_not_behind_a_greeting(string line, string output, bool isTrusted)
    {
        foreach (string prompt in (string[])["> ", "# ", "root@box:~# ", "app> "])
            Assert.Equal(isTrusted, ShowsAfter(At(prompt), prompt, line, output, prompt));
    }

    [Fact]
    public void Command_that_was_not_echoed_proves_nothing()
    {
        ClientModel client = At("> ");
        foreach (char key in "ls -l")
        {
            client.Type(key.ToString());
            client.Receive("", client.Sent);
            client.Paint();
        }

        client.Type("\r");
        client.Receive("\r\nWelcome\r\n> ", client.Sent);
        client.Paint();
        client.Type("x");
        Assert.Equal(">", client.Paint().RowText(2));
    }

    [Theory]
    [InlineData("> ", "[12:30]", 72, "[12:30]", 72, "done", true)]
    [InlineData("> ", "<main>", 60, "<main>", 60, "done", true)]
    [InlineData("> ", "[12:30]", 72, "[12:31]", 72, "done", false)]
    [InlineData("> ", "step 1/3", 72, "step 2/3", 72, "Hello Bob", false)]
    [InlineData("> ", "[12:30]", 72, "[12:30]", 70, "done", false)]
    [InlineData("> ", "", 72, "[12:30]", 72, "done", false)]
    [InlineData("> ", "[12:30]", 72, "", 72, "done", false)]
    [InlineData("> ", "[12:30]", 72, "[12:30]", 72, "", false)]
    [InlineData("> ", "hint", 9, "hint", 9, "done", false)]
    [InlineData("> ", "hint", 30, "hint", 30, "done", false)]
    [InlineData("> ", "|", 72, "|", 72, "done", false)]
    [InlineData("> ", "\u2502", 72, "\u2502", 72, "done", false)]
    [InlineData("> ", "so many words are no prompt at the right", 41, "so many words are no prompt at the right", 41, "done", false)]
    [InlineData("# ", "[12:30]", 72, "[12:30]", 72, "done", true)]
    [InlineData("# ", "[12:30]", 72, "", 72, "done", false)]
    [InlineData("Password > ", "[12:30]", 72, "[12:30]", 72, "done", false)]
    [InlineData("* ", "[12:30]", 72, "[12:30]", 72, "done", false)]
    public void Arrow_or_sign_of_a_shell_that_has_echoed_once_is_trusted_when_the_same_prompt_stands_at_the_right_again(
        string prompt, string right, int column, string nextRight, int nextColumn, string output, bool isTrusted)
    {
        ClientModel client = At(WithRight(prompt, right, column));
        string next = WithRight(prompt, nextRight, nextColumn);
        Assert.Equal(isTrusted, ShowsAfter(client, next, "bob", output, prompt));
    }

    [Theory]
    [InlineData("> ", true)]
    [InlineData("> \u001B[72G[12:30]\u001B[3G", true)]
    [InlineData("> \u001B[30Gyour secret\u001B[3G", false)]
    [InlineData("> Type something...\u001B[3G", false)]
    [InlineData("Enter it\r\n> ", false)]
    [InlineData("> \u001B[24;1HEnter to go on\u001B[1;3H", false)]
    [InlineData("* ", false)]
    [InlineData("pw> ", false)]
    [InlineData("", false)]
    [InlineData("? ", false)]
    public void Arrow_alone_on_the_screen_that_a_session_begins_with_asks_for_nothing(string screen, bool isShown)
    {
        Assert.Equal(isShown, ShowsFirst(screen, Raw, 1000));
        Assert.False(ShowsFirst(screen, Raw, 900));
        Assert.False(ShowsFirst(screen, new LineDiscipline(IsKnown: true, Echo: false, Canonical: true), 1000));
        Assert.False(ShowsFirst(screen, default, 1000));
        Assert.False(ShowsFirst(screen, Raw, 1000, beginsSession: false));
    }

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(true, false, true, false)]
    [InlineData(true, false, false, false)]
    [InlineData(false, false, false, false)]
    public void Wide_character_shows_without_a_prompt_where_the_kernel_echoes(bool isKnown, bool echo, bool canonical, bool isShown)
    {
        ClientModel client = At("");
        client.Discipline = new LineDiscipline(isKnown, echo, canonical);
        client.Paint();
        client.Type("x");
        Assert.Equal("", client.Paint().RowText(0));
        client.Type("\r");
        client.Receive("\r\n", client.Sent);
        client.Paint();
        client.Type("\u65E5");
        Assert.Equal(isShown ? "\u65E5" : "", client.Paint().RowText(1));
    }

    [Fact]
    public void Kernel_goes_back_one_column_over_a_wide_character()
    {
        ClientModel client = At("");
        client.Discipline = new LineDiscipline(IsKnown: true, Echo: true, Canonical: true);
        client.Paint();
        client.Type("\u65E5\u672C");
        client.Type("\u007F");
        Framebuffer frame = client.Paint();
        Assert.Equal(("\u65E5", 3), (frame.RowText(0), frame.CursorColumn));
    }

    private static string WithRight(string prompt, string right, int column) => $"{prompt}\u001B[{column}G{right}\u001B[{prompt.Length + 1}G";

    /// <summary>True when the first key behind <paramref name="next"/> shows, after a line that was echoed.</summary>
    private static bool ShowsAfter(ClientModel client, string next, string line, string output, string prompt)
    {
        foreach (System.Text.Rune key in line.EnumerateRunes())
        {
            client.Type(key.ToString());
            client.Receive(key.ToString(), client.Sent);
            client.Paint();
        }

        client.Type("\r");
        client.Receive(output.Length > 0 ? $"\r\n{output}\r\n{next}" : $"\r\n{next}", client.Sent);
        int row = client.Paint().CursorRow;
        client.Type("x");
        return client.Paint().RowText(row).StartsWith(prompt + "x", StringComparison.Ordinal);
    }

    private static bool ShowsFirst(string screen, LineDiscipline discipline, int stoodMs, bool beginsSession = true)
    {
        var client = new ClientModel(80, 24, Always, beginsSession: beginsSession) { Discipline = discipline };
        client.Receive(screen, client.Sent);
        (int row, int column) = (client.Paint().CursorRow, client.Paint().CursorColumn);
        client.Sent++;
        client.NowMs += stoodMs;
        client.Type("x");
        return client.Paint()[row, column].CodePoint == 'x';
    }

    private static ClientModel At(string paint)
    {
        var client = new ClientModel(80, 24, Always);
        client.Receive(paint, client.Sent);
        client.Paint();
        client.Sent++;
        return client;
    }
}

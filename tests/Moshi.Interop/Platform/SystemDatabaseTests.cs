using System.Diagnostics;
using System.Text;
using Moshi.Platform.Locale;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Platform.Terminfo;
using Moshi.Platform.Users;
using Moshi.Platform.Utmp;
using Xunit;

namespace Moshi.Interop.Platform;

/// <summary>terminfo, locales, accounts, logins: our answers beside those of the system's own programs.</summary>
public sealed class SystemDatabaseTests
{
    private static readonly string[] s_roots = ["/lib/terminfo", "/usr/share/terminfo", "/etc/terminfo"];

    [Theory]
    [InlineData("xterm")]
    [InlineData("xterm-256color")]
    [InlineData("xterm-direct")]
    [InlineData("screen")]
    [InlineData("screen-256color")]
    [InlineData("tmux")]
    [InlineData("tmux-256color")]
    [InlineData("rxvt-unicode")]
    [InlineData("vt100")]
    [InlineData("vt220")]
    [InlineData("linux")]
    [InlineData("dumb")]
    [InlineData("ansi")]
    public void Terminal_descriptions_agree_with_infocmp(string name)
    {
        string? infocmp = Run("infocmp", "-1", "-x", name);
        Assert.SkipWhen(infocmp is null, "infocmp is not installed (ncurses-bin), or does not know this terminal");
        Assert.True(TerminalDescription.TryLoad(name, out TerminalDescription? ours, out string? error), error);
        string[] lines = infocmp.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? colors = lines.FirstOrDefault(static line => line.StartsWith("colors#", StringComparison.Ordinal));
        Assert.Equal(colors is null ? -1 : Convert.ToInt32(colors[7..].TrimEnd(','), colors.Contains("0x", StringComparison.Ordinal) ? 16 : 10), ours!.Colors);
        foreach ((TerminfoBoolean flag, string shortName) in new[] { (TerminfoBoolean.BackColorErase, "bce"), (TerminfoBoolean.AutoRightMargin, "am"), (TerminfoBoolean.EatNewlineGlitch, "xenl"), (TerminfoBoolean.HardCopy, "hc") })
            Assert.Equal(lines.Contains(shortName + ","), ours.Has(flag));
        foreach ((TerminfoText text, string shortName) in new[] { (TerminfoText.EraseChars, "ech"), (TerminfoText.EnterCursorAddressing, "smcup"), (TerminfoText.ExitCursorAddressing, "rmcup"), (TerminfoText.ClearScreen, "clear"), (TerminfoText.ClearToEndOfLine, "el"), (TerminfoText.CursorAddress, "cup"), (TerminfoText.OriginalPair, "op"), (TerminfoText.SetForeground, "setaf") })
        {
            Assert.Equal(lines.Any(line => line.StartsWith(shortName + "=", StringComparison.Ordinal)), ours.Has(text));
            if (text is TerminfoText.ClearScreen or TerminfoText.EnterCursorAddressing or TerminfoText.ExitCursorAddressing && ours.Has(text))
                // tput clear adds E3, which erases the scrollback too.
                Assert.StartsWith(Encoding.Latin1.GetString(ours.Text(text)), Run("tput", "-T", name, shortName), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_description_of_this_machine_can_be_read()
    {
        int count = 0;
        foreach (string root in s_roots.Where(Directory.Exists))
        {
            foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) != "README"))
            {
                Assert.True(CompiledTerminfo.TryParse(File.ReadAllBytes(path), out _), path);
                count++;
            }
        }
        Assert.SkipWhen(count == 0, "there are no terminfo files here");
    }

    [Theory]
    [InlineData("no-such-terminal")]
    [InlineData("../x/xterm")]
    [InlineData(".")]
    [InlineData("")]
    public void An_unknown_terminal_is_an_error_with_words(string name)
    {
        Assert.False(TerminalDescription.TryLoad(name, out _, out string? error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void A_private_directory_comes_before_the_system_and_damage_in_it_is_passed_over()
    {
        Assert.SkipUnless(TerminalDescription.TryLoad("vt100", out _, out _), "there are no terminfo files here");
        string directory = Directory.CreateTempSubdirectory("moshi").FullName;
        try
        {
            Directory.CreateDirectory(directory + "/v");
            File.WriteAllText(directory + "/v/vt100", "not a description");
            NativeEnvironment.Set("TERMINFO", directory);
            Assert.True(TerminalDescription.TryLoad("vt100", out _, out _));
            Directory.CreateDirectory(directory + "/78");
            File.Copy(s_roots.Select(static root => root + "/d/dumb").First(File.Exists), directory + "/78/xterm");
            Assert.True(TerminalDescription.TryLoad("xterm", out TerminalDescription? own, out _));
            Assert.StartsWith("dumb", own!.Names, StringComparison.Ordinal);
        }
        finally
        {
            NativeEnvironment.Set("TERMINFO", null);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, null, "C.UTF-8")]
    [InlineData(null, null, "C.utf8")]
    [InlineData(null, null, "C")]
    [InlineData(null, null, "POSIX")]
    [InlineData(null, null, "xx_XX.UTF-8")]
    [InlineData(null, "C.UTF-8", "C")]
    [InlineData(null, "C", "C.UTF-8")]
    [InlineData("C", "C.UTF-8", "C.UTF-8")]
    [InlineData("C.UTF-8", "C", "C")]
    [InlineData("xx_XX.UTF-8", "C.UTF-8", "C.UTF-8")]
    [InlineData("", "", "C.UTF-8")]
    public void The_charset_is_what_locale_says(string? all, string? ctype, string? lang)
    {
        Assert.SkipWhen(Run("locale", "charmap") is null, "the program locale is not installed");
        (string, string?)[] variables = [("LC_ALL", all), ("LC_CTYPE", ctype), ("LANG", lang)];
        string?[] before = [.. variables.Select(static v => NativeEnvironment.Find(v.Item1))];
        try
        {
            foreach ((string name, string? value) in variables)
                NativeEnvironment.Set(name, value);
            Assert.Equal(Run("locale", "charmap")!.Trim(), NativeLocale.Charset());
        }
        finally
        {
            for (int i = 0; i < variables.Length; i++)
                NativeEnvironment.Set(variables[i].Item1, before[i]);
        }
    }

    [Fact]
    public void One_missing_category_makes_the_whole_locale_c()
    {
        string? before = NativeEnvironment.Find("LC_TIME"), lang = NativeEnvironment.Find("LANG"), all = NativeEnvironment.Find("LC_ALL");
        try
        {
            NativeEnvironment.Set("LC_ALL", null);
            NativeEnvironment.Set("LANG", "C.UTF-8");
            Assert.SkipUnless(NativeLocale.IsUtf8(), "this system has no C.UTF-8 locale");
            NativeEnvironment.Set("LC_TIME", "xx_XX.UTF-8");
            Assert.False(NativeLocale.IsUtf8());
        }
        finally
        {
            NativeEnvironment.Set("LC_TIME", before);
            NativeEnvironment.Set("LANG", lang);
            NativeEnvironment.Set("LC_ALL", all);
        }
    }

    [Fact]
    public void Our_account_is_the_one_that_getent_shows()
    {
        string? line = Run("getent", "passwd", CurrentProcess.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.SkipWhen(line is null, "getent is missing, or this user id has no account");
        string[] fields = line.Trim().Split(':');
        var account = UserAccount.Current();
        Assert.Equal(new UserAccount(fields[0], CurrentProcess.UserId, fields[5], fields[6]), account);
        Assert.Null(UserAccount.Find(3_999_999_999));
    }

    [Fact]
    public void A_login_record_is_written_changed_listed_and_removed()
    {
        Assert.SkipUnless(Utempter.IsAvailable, "libutempter is not installed");
        Assert.SkipUnless(File.Exists("/var/run/utmp"), "this system keeps no utmp (/var/run/utmp)");
        using var terminal = PseudoTerminal.Open(WindowSize.Default);
        using ChildProcess child = terminal.Spawn(new SpawnOptions { File = "/bin/sleep", Arguments = ["sleep", "300"] });
        try
        {
            string line = terminal.SlaveName["/dev/".Length..];
            Assert.SkipUnless(Utempter.Add(terminal.MasterDescriptor, "mosh [1]"), "utempter may not write here");
            Assert.Contains(LoginRecord.ReadAll(), record => record.Line == line && record.Host == "mosh [1]");
            Assert.True(Utempter.Add(terminal.MasterDescriptor, "192.0.2.1 via mosh [1]"));
            Assert.Contains(LoginRecord.ReadAll(), record => record.Line == line && record.Host == "192.0.2.1 via mosh [1]");
            Assert.True(Utempter.Remove(terminal.MasterDescriptor));
            Assert.DoesNotContain(LoginRecord.ReadAll(), record => record.Line == line);
        }
        finally
        {
            child.Send(Moshi.Platform.Loop.Signal.Kill);
            child.Wait();
        }
    }

    /// <summary>Standard output of a program run with libc's environment; null when it is missing or fails.</summary>
    private static string? Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.Latin1 };
        start.Environment.Clear();
        foreach (byte[] entry in NativeEnvironment.Copy().Entries)
        {
            string[] pair = Encoding.UTF8.GetString(entry).Split('=', 2);
            start.Environment[pair[0]] = pair[1];
        }
        try
        {
            using var process = Process.Start(start);
            string output = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

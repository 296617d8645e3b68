using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary><c>moshi config</c> on real files, with the real ssh as the resolver.</summary>
public sealed class ConfigCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("moshi-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Check_says_what_to_write_instead_and_fails()
    {
        string file = Write("config", "Host lxc-guest-1\n  UdpPrt 60010-60019\n");
        Command.Outcome outcome = Run("check", file);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"{file}:2: UdpPrt is not a keyword of moshi; write UdpPort", outcome.Error, StringComparison.Ordinal);
        Write("config", "Host lxc-guest-1\n  UdpPort 60010-60019\n");
        Assert.Equal(0, Run("check", file).ExitCode);
    }

    [Fact]
    public void File_that_others_may_write_to_is_not_trusted()
    {
        string file = Write("config", "Predict always\n");
        File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
        Command.Outcome outcome = Run("check", file);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"chmod go-w {file}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_file_is_shown_with_the_line_that_each_value_comes_from()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "moshi", "conf.d"));
        Write("moshi/config", "Include conf.d/*\nMatch host localhost exec \"test %n = localhost\"\n  Predict always\n");
        Write("moshi/conf.d/ports", "Host local*\n  UdpPort 22001:60001\n");
        Command.Outcome outcome = Run("show", "localhost");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches($"(?m)^UdpPort +22001:60001 +# {_directory}/moshi/conf.d/ports:2$", outcome.Output);
        Assert.Matches($"(?m)^Predict +always +# {_directory}/moshi/config:3$", outcome.Output);
        Assert.Matches("(?m)^EscapeKey +\\^\\^ +# default$", outcome.Output);
    }

    [Fact]
    public void Options_of_ssh_count_as_they_do_for_a_session()
    {
        string file = Write("ssh_config", "Match user deploy\n  #!! MoshiUdpPort 60077\nMatch host other.invalid\n  #!! MoshiUdpPort 60078\n");
        foreach ((string words, string port) in new[] { ("-F FILE deploy@localhost", "60077"), ("-l deploy -F FILE localhost", "60077"), ("-F FILE -o HostName=other.invalid localhost", "60078"), ("-F FILE localhost", "60001-60999") })
        {
            Command.Outcome outcome = Run(["show", .. words.Replace("FILE", file, StringComparison.Ordinal).Split(' ')]);
            Assert.Equal(0, outcome.ExitCode);
            Assert.Matches($"(?m)^UdpPort +{port} ", outcome.Output);
        }

        Assert.Equal((0, ""), (Run("show", "-F", "/dev/null", "localhost").ExitCode, Run("show", "-F", "/dev/null", "localhost").Error));
        Assert.Contains("write UdpPort", Run("show", "-o", "MoshiUdpPrt=1", "localhost").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Shell_variables_of_old_are_imported()
    {
        string file = Write("mosh_config", "lxc_guest_1=\"-p 60010\"\nlxc_guest_2=\"-p 60020\"\n");
        Command.Outcome outcome = Run("import-mosh", file);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("Host lxc-guest-1 lxc_guest_1\n    UdpPort 60010\nHost lxc-guest-2 lxc_guest_2\n    UdpPort 60020\n", outcome.Output);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_directory, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_000_000);
        return file;
    }

    private Command.Outcome Run(params string[] arguments) => Command.Run(
        [Path.Combine(Programs.OurDirectory, "moshi"), "config", .. arguments],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_CONFIG_HOME"] = _directory, ["PATH"] = "/usr/bin:/bin", ["HOME"] = _directory },
        TimeSpan.FromSeconds(30));
}

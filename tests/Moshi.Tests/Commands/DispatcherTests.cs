using Moshi.Commands;
using Xunit;

namespace Moshi.Tests.Commands;

public sealed class DispatcherTests
{
    [Theory]
    [InlineData("mosh", "host", "Wrapper mosh host")]
    [InlineData("/usr/bin/mosh", "local", "Wrapper /usr/bin/mosh local")]
    [InlineData("/usr/bin/mosh-client", "192.0.2.1 60001", "Client mosh-client 192.0.2.1 60001")]
    [InlineData("mosh-client", "local", "Client mosh-client local")]
    [InlineData("-mosh-server", "new -s", "Server mosh-server new -s")]
    [InlineData("./moshi-server", "new", "Server moshi-server new")]
    [InlineData("moshi", "", "Usage moshi")]
    [InlineData("moshi", "-h", "Help moshi -h")]
    [InlineData("moshi", "--version", "Version moshi --version")]
    [InlineData("moshi", "local -- top", "Local moshi -- top")]
    [InlineData("/opt/moshi", "client -c", "Client mosh-client -c")]
    [InlineData("moshi", "server new", "Server mosh-server new")]
    [InlineData("/opt/moshi", "mosh host", "Wrapper /opt/moshi host")]
    [InlineData("/opt/moshi", "ann@host -- local", "Connect moshi ann@host -- local")]
    [InlineData("some-other-name", "-p 2222 host", "Connect some-other-name -p 2222 host")]
    public void The_name_or_else_the_first_word_chooses_the_job(string called, string args, string expected)
    {
        (Job job, string name, string[] rest) = Dispatcher.Choose(called, args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, string.Join(' ', [job.ToString(), name, .. rest]));
    }
}

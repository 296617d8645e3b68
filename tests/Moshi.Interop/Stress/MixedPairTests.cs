using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Stress;

/// <summary>The stock client on our server and ours on the stock server, over links that misbehave in every way. `./dev bench stress` does the same with 10,000 keys.</summary>
public sealed class MixedPairTests
{
    private const int Keys = 400, Seed = 4;

    [Theory]
    [InlineData("stock→ours")]
    [InlineData("ours→stock")]
    public void Stock_programs_survive_ours_and_show_the_same_screens(string name)
    {
        Pairing pairing = Pairings.Require(name);
        Pairings.RequireTool("tmux");
        Pairings.RequireTool("perl");
        StressRun run = new(pairing, Keys, Seed);
        run.Run(line => TestContext.Current.TestOutputHelper?.WriteLine(line));
        Assert.Empty(run.Complaints);
    }
}

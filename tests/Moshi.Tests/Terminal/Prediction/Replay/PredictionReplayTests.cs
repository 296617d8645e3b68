using System.Globalization;
using System.Text;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>How much of what is typed is on the screen at once, per habit of programs, at three distances.</summary>
public sealed class PredictionReplayTests
{
    private const int Seeds = 3;

    [Fact]
    public void Table()
    {
        var table = new StringBuilder();
        foreach (Func<ReplayApplication> program in Applications.All)
        {
            foreach (bool isStock in (bool[])[true, false])
            {
                table.Append(CultureInfo.InvariantCulture, $"{program().Name,-18} {(isStock ? "stock" : "ours"),-6}");
                foreach (int roundTrip in (int[])[100, 300, 500])
                {
                    var result = new ReplayResult();
                    for (int seed = 0; seed < Seeds; seed++)
                        result.Add(PredictionReplay.Run(program, new ReplayLink(roundTrip, isStock), seed));
                    table.Append(CultureInfo.InvariantCulture, $"| {result} ");
                    if (Environment.GetEnvironmentVariable("REPLAY_NOTES") is { } wanted && program().Name.StartsWith(wanted, StringComparison.Ordinal))
                        table.Append('\n').AppendJoin("\n---\n", result.Notes);
                }

                table.Append('\n');
            }
        }

        if (Environment.GetEnvironmentVariable("MOSHI_REPLAY_TABLE") is { Length: > 0 } file)
            File.WriteAllText(file, table.ToString());
    }
}

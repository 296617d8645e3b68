using Moshi.Lab.Processes;

namespace Moshi.Bench.Rows;

/// <summary>
/// How one row of the transport's table (or several that share their measurement) is measured. <see cref="Measure"/> is called once for each subject and round, on a thread
/// of the row's own.
/// </summary>
internal abstract class Row(string name, string description)
{
    /// <summary>Of the measurement and its file.</summary>
    public string Name => name;

    public string Description => description;

    /// <summary>What its samples are: ms, or bytes.</summary>
    public string Unit { get; init; } = "ms";

    /// <summary>Who takes turns.</summary>
    public IReadOnlyList<RowSubject> Subjects { get; init; } = [RowSubject.Stock, RowSubject.Both, RowSubject.Server, RowSubject.Client, RowSubject.Ssh];

    /// <summary>The promises, with the row's name in the table (L1 …) that each belongs to.</summary>
    public IReadOnlyList<(string Id, RowBar Bar)> Bars { get; init; } = [];

    /// <summary>What the table of figures shows.</summary>
    public IReadOnlyList<Metric> Figures { get; init; } = [Metric.Median, Metric.Mean, Metric.P95, Metric.P99];

    /// <summary>Rows of one group run at the same time: they wait for their links nearly all of it. Groups follow each other.</summary>
    public int Group { get; init; }

    /// <summary>How many links a turn uses at once.</summary>
    public abstract int Lanes { get; }

    /// <summary>Whether the lanes are links, or just loopback.</summary>
    public virtual bool HasLinks => true;

    /// <summary>The names by which the row can be asked for.</summary>
    public IEnumerable<string> Ids => Bars.Select(bar => bar.Id).Append(Name).Distinct(StringComparer.Ordinal);

    /// <summary>Measures one subject once.</summary>
    public abstract void Measure(IReadOnlyList<Lane> lanes, Turn turn, RowOptions options);

    /// <summary>A shell command that runs a part of this program on a raw terminal.</summary>
    internal static string Self(string arguments) =>
        $"stty raw -echo; DOTNET_ROOT='{Environment.GetEnvironmentVariable("DOTNET_ROOT")}' DOTNET_TieredPGO=0 exec '{Environment.ProcessPath}' {arguments}";

    /// <summary>Does the same on every lane at the same time; the first failure is thrown.</summary>
    protected static void OnEach(IReadOnlyList<Lane> lanes, Action<Lane, int> action)
    {
        Task[] tasks = [.. lanes.Select((lane, index) => Task.Factory.StartNew(() => action(lane, index), TaskCreationOptions.LongRunning))];
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException e)
        {
            throw new LabTimeoutException(e.InnerExceptions[0].Message, e);
        }
    }
}

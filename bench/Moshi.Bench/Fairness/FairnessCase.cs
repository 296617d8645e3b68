using Moshi.Bench.Rows;

namespace Moshi.Bench.Fairness;

/// <summary>What shares the bottleneck: a session of some kind or none, doing something, with a download beside it or none.</summary>
internal sealed record FairnessCase(RowSubject? Subject, bool IsFlooding, bool HasDownload)
{
    /// <summary>All.</summary>
    public static IReadOnlyList<FairnessCase> All { get; } =
    [
        new(null, false, true),
        .. from subject in (RowSubject[])[RowSubject.Stock, RowSubject.Both, RowSubject.Server, RowSubject.Ssh]
           from item in (FairnessCase[])[new(subject, false, false), new(subject, false, true), new(subject, true, false), new(subject, true, true)]
           select item,
    ];

    /// <summary>As the results name it.</summary>
    public string Name => Subject is not { } subject ? "download alone"
        : $"{subject.Title()}, {(IsFlooding ? "full-screen flood" : "typing")}{(HasDownload ? ", beside the download" : ", alone")}";
}

namespace Moshi.Bench.Rows;

/// <summary>One promise of the transport's plan: a metric of one subject is at most so many times that of another, in the same run.</summary>
internal readonly record struct RowBar(RowSubject Subject, Metric Metric, RowSubject Against, double Limit);

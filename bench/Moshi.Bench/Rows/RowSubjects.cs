using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>Names of the subjects and the programs behind them.</summary>
internal static class RowSubjects
{
    /// <summary>As the tables and result files write it.</summary>
    public static string Name(this RowSubject subject) => subject switch
    {
        RowSubject.Stock => "stock",
        RowSubject.Both => "both",
        RowSubject.Server => "server",
        RowSubject.Client => "client",
        RowSubject.Ssh => "ssh",
        RowSubject.SshCompressed => "ssh -C",
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };

    /// <summary>As people say it.</summary>
    public static string Title(this RowSubject subject) => subject switch
    {
        RowSubject.Stock => "stock mosh",
        RowSubject.Both => "ours, both ends",
        RowSubject.Server => "our server, stock client",
        RowSubject.Client => "our client, stock server",
        RowSubject.Ssh => "ssh",
        _ => subject.Name(),
    };

    /// <summary>Reads what <see cref="Name"/> wrote.</summary>
    public static RowSubject Parse(string name) => Enum.GetValues<RowSubject>().First(subject => subject.Name() == name);

    /// <summary>Whether it is ssh.</summary>
    public static bool IsSsh(this RowSubject subject) => subject is RowSubject.Ssh or RowSubject.SshCompressed;

    /// <summary>Whether one of our programs takes part.</summary>
    public static bool HasOurs(this RowSubject subject) => subject is RowSubject.Both or RowSubject.Server or RowSubject.Client;

    /// <summary>The programs of a subject that is mosh.</summary>
    public static Pairing Pairing(this RowSubject subject) => subject switch
    {
        RowSubject.Stock => new Pairing(Implementation.Stock, Implementation.Stock),
        RowSubject.Both => new Pairing(Implementation.Ours, Implementation.Ours),
        RowSubject.Server => new Pairing(Implementation.Stock, Implementation.Ours),
        RowSubject.Client => new Pairing(Implementation.Ours, Implementation.Stock),
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };
}

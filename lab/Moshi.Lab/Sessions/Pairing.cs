namespace Moshi.Lab.Sessions;

/// <summary>Who talks to whom.</summary>
public readonly record struct Pairing(Implementation Client, Implementation Server)
{
    /// <summary>Every way to pair the two, the control (stock with stock) first.</summary>
    public static IReadOnlyList<Pairing> All { get; } =
    [
        new(Implementation.Stock, Implementation.Stock),
        new(Implementation.Stock, Implementation.Ours),
        new(Implementation.Ours, Implementation.Stock),
        new(Implementation.Ours, Implementation.Ours),
    ];

    /// <summary>Whether one of our programs takes part.</summary>
    public bool HasOurs => Client == Implementation.Ours || Server == Implementation.Ours;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Pairing Parse(string name) => All.First(pairing => pairing.ToString() == name);

    /// <summary>E.g. `stock→ours`, client first.</summary>
    public override string ToString() => $"{Client}→{Server}".ToLowerInvariant();
}

namespace Moshi.Bench.Terminal;

/// <summary>What a program prints in a throughput run: a piece of a terminal's stream that can be repeated without end.</summary>
/// <param name="Name">How it is called on the command line and in tables.</param>
/// <param name="Piece">The bytes of one repetition, some hundred kilobytes; whole characters and sequences.</param>
/// <param name="StockBar">How many times stock's speed a session of ours must reach; null where none is set.</param>
internal sealed record Payload(string Name, byte[] Piece, double? StockBar)
{
    /// <summary>Every payload, in the order of the tables.</summary>
    public static IReadOnlyList<Payload> All { get; } = [.. PlainPayloads.All, .. VtebenchPayloads.All];

    /// <summary>The payloads with these names; all without names.</summary>
    /// <exception cref="ArgumentException">No payload is called so.</exception>
    public static IReadOnlyList<Payload> Named(IReadOnlyList<string> names) => names.Count == 0
        ? All
        : [.. names.Select(name => All.FirstOrDefault(payload => payload.Name == name)
            ?? throw new ArgumentException($"no payload is called {name}; there are {string.Join(", ", All.Select(payload => payload.Name))}", nameof(names)))];

    /// <summary>How often the piece must be repeated to make so many bytes at least.</summary>
    public int Repetitions(long bytes) => (int)((bytes + Piece.Length - 1) / Piece.Length);
}

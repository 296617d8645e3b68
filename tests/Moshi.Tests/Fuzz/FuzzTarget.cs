namespace Moshi.Tests.Fuzz;

/// <summary>One parser under test: what to feed it, and what must hold whatever it is fed.</summary>
internal sealed class FuzzTarget(string name, FuzzTarget.Body run)
{
    /// <summary>Feeds one input to fresh objects; throws when something does not hold.</summary>
    public delegate void Body(ReadOnlySpan<byte> input);

    public string Name => name;

    /// <summary>Inputs that are tried in an ordinary test run.</summary>
    public int SmokeRuns { get; init; } = 1000;

    /// <summary>Most bytes that the body may allocate for one input. A small input must not cost a lot of memory.</summary>
    public long MaxAllocatedBytes { get; init; } = 1 << 20;

    /// <summary>Well-formed inputs, to be mutated.</summary>
    public IReadOnlyList<byte[]> Corpus { get; init; } = [];

    /// <summary>Words of the language, to be strung together and inserted.</summary>
    public IReadOnlyList<byte[]> Dictionary { get; init; } = [];

    public void Run(ReadOnlySpan<byte> input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MaxAllocatedBytes)
            throw new FuzzFailureException($"{input.Length} bytes of input made it allocate {allocated} bytes");
    }
}

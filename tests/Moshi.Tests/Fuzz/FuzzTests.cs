using Xunit;

namespace Moshi.Tests.Fuzz;

/// <summary>
/// Every parser of the product against random and damaged input. A few seconds in an ordinary run; <c>./dev fuzz SECONDS</c> for longer.
/// Not in parallel with other tests, because the bounds on memory are those of the process.
/// </summary>
[Trait("category", "fuzz")]
[Collection(FuzzTestGroup.Name)]
public sealed class FuzzTests
{
    private static readonly FuzzTarget[] Targets =
    [
        TerminalFuzz.HostOutput,
        EmulatorFuzz.ProgramOutput,
        EmulatorFuzz.LargeScreens,
        TerminalFuzz.PaintedStates,
        TerminalFuzz.TypedKeys,
        TerminalFuzz.OuterInput,
        ReportFuzz.Questions,
        DatagramFuzz.Datagrams,
        DatagramFuzz.Fragments,
        DatagramFuzz.Repeats,
        DatagramFuzz.AuthenticPackets,
        FrameFuzz.Frames,
        FrameFuzz.Sessions,
        DeltaFuzz.Deltas,
        DeltaFuzz.CompactInstructions,
        DeltaFuzz.HostDeltas,
        DeltaFuzz.TerminalFacts,
        MessageFuzz.Zlib,
        MessageFuzz.Instructions,
        MessageFuzz.HostDiffs,
        MessageFuzz.UserDiffs,
        MessageFuzz.CapabilityBlobs,
        TextFuzz.KeyTexts,
        TextFuzz.CommandLines,
        TextFuzz.Settings,
        TextFuzz.TerminfoFiles,
        TextFuzz.BootstrapOutput,
        AddressFuzz.Lines,
        AddressFuzz.StunAnswers,
        TextFuzz.StartReports,
        TextFuzz.ControlSockets,
        DoctorFuzz.HostReports,
        DoctorFuzz.KnownHosts,
    ];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_survives_any_input(string name)
    {
        FuzzRunner.Run(Targets.Single(target => string.Equals(target.Name, name, StringComparison.Ordinal)), Targets.Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_takes_its_own_corpus_and_dictionary(string name)
    {
        FuzzTarget target = Targets.Single(target => string.Equals(target.Name, name, StringComparison.Ordinal));
        Assert.True(target.Corpus.Count + target.Dictionary.Count > 0, "nothing to start from");
        target.Run([]);
        foreach (byte[] input in target.Corpus.Concat(target.Dictionary))
            target.Run(input);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Many_inputs_leave_no_memory_behind(string name)
    {
        const long MaxLeftBytes = 1 << 20;
        FuzzTarget target = Targets.Single(target => string.Equals(target.Name, name, StringComparison.Ordinal));
        RunAll(target, 40);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        RunAll(target, Math.Min(400, target.SmokeRuns));
        long left = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(left < MaxLeftBytes, $"{left} bytes are left behind");
    }

    private static void RunAll(FuzzTarget target, int seeds)
    {
        for (int seed = 1; seed <= seeds; seed++)
            FuzzRunner.RunSeed(target, seed);
    }
}

using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Xunit;

namespace Moshi.Interop.Platform;

public sealed class PollLoopTests
{
    private const long Patience = 20_000_000;

    [Fact]
    public void A_wait_ends_at_its_deadline_and_never_before()
    {
        using var loop = new PollLoop();
        foreach (long wait in new long[] { 0, 1, 700, 5_000 })
        {
            long deadline = Clock.NowMicros() + wait;
            Assert.Equal(0, loop.Wait(deadline));
            Assert.True(Clock.NowMicros() >= deadline);
        }
    }

    [Fact]
    public void Only_the_descriptors_that_are_ready_say_so()
    {
        using var loop = new PollLoop();
        (int aRead, int aWrite) = Descriptor.Pipe();
        (int bRead, int bWrite) = Descriptor.Pipe();
        int a = loop.Add(aRead), b = loop.Add(bRead), room = loop.Add(aWrite, PollEvents.None);
        Assert.Equal(0, loop.Wait(0));
        Descriptor.WriteAll(bWrite, "x"u8);
        Assert.Equal(1, loop.Wait(PollLoop.Never));
        Assert.False(loop.IsReadable(a));
        Assert.True(loop.IsReadable(b));
        loop.Watch(room, PollEvents.Writable);
        Assert.Equal(2, loop.Wait(PollLoop.Never));
        Assert.True(loop.IsWritable(room));
        loop.Remove(b);
        loop.Remove(room);
        Assert.Equal(0, loop.Wait(0));
        Assert.Equal(b, loop.Add(bRead));
        Descriptor.Close(bWrite);
        Assert.Equal(1, loop.Wait(PollLoop.Never));
        Assert.True(loop.Ready(b).HasFlag(PollEvents.HangUp));
        foreach (int fd in new[] { aRead, aWrite, bRead })
            Descriptor.Close(fd);
    }

    [Fact]
    public void A_descriptor_that_is_watched_for_nothing_cannot_keep_the_loop_awake()
    {
        using var loop = new PollLoop();
        (int read, int write) = Descriptor.Pipe();
        int slot = loop.Add(read, PollEvents.None);
        Descriptor.Close(write);
        Assert.Equal(0, loop.Wait(0));
        Assert.False(loop.IsReadable(slot));
        loop.Watch(slot, PollEvents.Readable);
        Assert.Equal(1, loop.Wait(0));
        Assert.True(loop.IsReadable(slot));
        loop.Watch(slot, PollEvents.None);
        loop.Watch(slot, PollEvents.None);
        Assert.Equal(0, loop.Wait(0));
        Assert.NotEqual(slot, loop.Add(0, PollEvents.None));
        loop.Remove(slot);
        Assert.Equal(slot, loop.Add(read));
        Descriptor.Close(read);
    }

    [Fact]
    public void Many_descriptors_find_room()
    {
        using var loop = new PollLoop();
        var pipes = Enumerable.Range(0, 40).Select(static _ => Descriptor.Pipe()).ToList();
        int[] slots = [.. pipes.Select(pipe => loop.Add(pipe.Read))];
        Assert.Equal(40, slots.Distinct().Count());
        Descriptor.WriteAll(pipes[33].Write, "x"u8);
        Assert.Equal(1, loop.Wait(PollLoop.Never));
        Assert.Equal(slots[33], slots.Single(loop.IsReadable));
        foreach ((int read, int write) in pipes)
        {
            Descriptor.Close(read);
            Descriptor.Close(write);
        }
    }

    [Theory]
    [InlineData(Signal.Winch)]
    [InlineData(Signal.Cont)]
    [InlineData(Signal.Term)]
    [InlineData(Signal.Hup)]
    [InlineData(Signal.Usr1)]
    [InlineData(Signal.Chld)]
    public void A_signal_arrives_in_the_loop_and_does_nothing_else(Signal sent)
    {
        Assert.SkipWhen(IsIgnored(sent), "these tests were started with this signal ignored, as nohup does, and the runtime respects that");
        using var loop = new PollLoop();
        using var signals = SignalSource.Open(loop, sent);
        Assert.False(signals.TryTake(out _));
        Assert.Equal(Errno.None, CurrentProcess.Send(CurrentProcess.Id, sent));
        long deadline = Clock.NowMicros() + Patience;
        Signal arrived;
        while (!signals.TryTake(out arrived))
        {
            loop.Wait(deadline);
            Assert.True(loop.WasWoken);
        }
        Assert.Equal(sent, arrived);
    }

    [Fact]
    public void The_clock_only_goes_forward()
    {
        long now = Clock.NowMicros();
        for (int i = 0; i < 1000; i++)
        {
            long next = Clock.NowMicros();
            Assert.True(next >= now);
            now = next;
        }
    }

    [Fact]
    public void An_idle_loop_sleeps_until_its_deadline_in_one_piece()
    {
        using var loop = new PollLoop();
        using var signals = SignalSource.Open(loop, Signal.Winch, Signal.Term);
        loop.Wait(Clock.NowMicros() + 1000);
        long before = VoluntarySwitches();
        loop.Wait(Clock.NowMicros() + 300_000);
        Assert.InRange(VoluntarySwitches() - before, 0, 3);
    }

    private static bool IsIgnored(Signal signal)
    {
        string ignored = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split(':')[1].Trim();
        return (ulong.Parse(ignored, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) >> ((int)signal - 1) & 1) != 0;
    }

    private static long VoluntarySwitches() => long.Parse(File.ReadLines("/proc/thread-self/status")
        .First(static line => line.StartsWith("voluntary", StringComparison.Ordinal)).Split(':')[1].Trim(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What comes after a session, such as the search for a cause, writes to pipes whose reader may have gone.</summary>
    [Fact]
    public void Pipe_without_a_reader_ends_no_program_once_its_signal_is_no_longer_taken()
    {
        using (var loop = new PollLoop())
        using (SignalSource.Open(loop, Signal.Pipe))
            Assert.False(IgnoresPipe());
        Assert.True(IgnoresPipe());
    }

    private static bool IgnoresPipe()
    {
        string mask = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(mask, 16) & (1UL << ((int)Signal.Pipe - 1))) != 0;
    }
}

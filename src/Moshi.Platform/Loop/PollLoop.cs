using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Loop;

/// <summary>
/// The one place where a process waits (docs/architecture.md, law 2): descriptors, a deadline with microsecond precision, and a wake-up from other threads.
/// It calls nobody back: the owner waits, then asks in its own order what is ready. It does not own the descriptors.
/// One thread, except for <see cref="Wake"/>.
/// </summary>
public sealed unsafe class PollLoop : IDisposable
{
    /// <summary>"No deadline".</summary>
    public const long Never = long.MaxValue;

    private const int WakeSlot = 0;
    private const int Free = -1;
    private PollEntry[] _entries = new PollEntry[8];
    private int _count = 1;
    private int _wakeFd;

    public PollLoop()
    {
        _wakeFd = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (_wakeFd < 0)
            throw OsException.Last("create an eventfd");
        _entries[WakeSlot] = new() { Descriptor = _wakeFd, Events = Libc.POLLIN };
    }

    /// <summary>True when the last <see cref="Wait"/> ended because of <see cref="Wake"/>, also if descriptors were ready too.</summary>
    public bool WasWoken { get; private set; }

    /// <summary>Watches a descriptor and returns its slot, by which it is asked about. The same descriptor must not be added twice.</summary>
    public int Add(int fd, PollEvents events = PollEvents.Readable)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fd);
        int slot = 1;
        while (slot < _count && _entries[slot].Descriptor != Free)
            slot++;
        if (slot == _entries.Length)
            Array.Resize(ref _entries, _entries.Length * 2);
        _entries[slot] = new() { Descriptor = fd };
        Watch(slot, events);
        _count = Math.Max(_count, slot + 1);
        return slot;
    }

    /// <summary>
    /// Changes what a slot is watched for. With <see cref="PollEvents.None"/> nothing is seen, not even a hang-up, which would end every wait and which
    /// nobody could take away.
    /// </summary>
    public void Watch(int slot, PollEvents events)
    {
        ref PollEntry entry = ref _entries[slot];
        bool isPaused = entry.Descriptor < Free;
        if (entry.Descriptor != Free && isPaused != (events == PollEvents.None))
            entry.Descriptor = Pause(entry.Descriptor);
        entry.Events = (short)events;
    }

    /// <summary>Forgets a slot; call it before the descriptor is closed. The number may be given out again.</summary>
    public void Remove(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slot, 1);
        _entries[slot] = new() { Descriptor = Free };
        while (_count > 1 && _entries[_count - 1].Descriptor == Free)
            _count--;
    }

    /// <summary>What the last <see cref="Wait"/> saw on a slot.</summary>
    public PollEvents Ready(int slot) => (PollEvents)_entries[slot].Returned;

    /// <summary>Data or the end of it: read now.</summary>
    public bool IsReadable(int slot) => (Ready(slot) & ~PollEvents.Writable) != PollEvents.None;

    /// <summary>Room, or an error that the next write will tell: write now.</summary>
    public bool IsWritable(int slot) => (Ready(slot) & (PollEvents.Writable | PollEvents.Error | PollEvents.HangUp)) != PollEvents.None;

    /// <summary>
    /// Sleeps until a descriptor is ready, somebody calls <see cref="Wake"/>, or the clock reaches <paramref name="deadlineMicros"/>
    /// (<see cref="Clock.NowMicros"/>; <see cref="Never"/> for none; the past only looks). Returns the number of ready slots; 0 means the deadline
    /// was reached or it was a wake. Never returns early for a signal.
    /// </summary>
    public int Wait(long deadlineMicros)
    {
        int ready;
        fixed (PollEntry* entries = _entries)
        {
            while (true)
            {
                TimeSpec timeout = default;
                if (deadlineMicros != Never)
                    timeout = TimeSpec.FromMicros(Math.Max(0, deadlineMicros - Clock.NowMicros()));
                ready = Libc.ppoll(entries, (nuint)_count, deadlineMicros == Never ? null : &timeout, null);
                if (ready >= 0)
                    break;
                if (Marshal.GetLastPInvokeError() != (int)Errno.EINTR)
                    throw OsException.Last("poll");
            }
        }
        WasWoken = _entries[WakeSlot].Returned != 0;
        if (!WasWoken)
            return ready;
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        _ = Descriptor.Read(_wakeFd, counter);
        return ready - 1;
    }

    /// <summary>Ends the present or the next <see cref="Wait"/>. May be called from any thread; several calls before a wait count as one.</summary>
    public void Wake()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        MemoryMarshal.Write(one, 1UL);
        _ = Descriptor.Write(_wakeFd, one);
    }

    public void Dispose()
    {
        Descriptor.Close(_wakeFd);
        _wakeFd = -1;
    }

    // poll(2) passes over negative descriptors. Its own inverse.
    private static int Pause(int descriptor) => Free - 1 - descriptor;
}

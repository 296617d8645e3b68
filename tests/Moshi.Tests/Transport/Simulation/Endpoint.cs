using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>One end of a simulated session: the host loop of a program, in virtual time.</summary>
internal sealed class Endpoint<TLocal, TRemote>
    where TLocal : class, ISyncState<TLocal>
    where TRemote : class, ISyncState<TRemote>
{
    private readonly byte[] _buffer = new byte[DatagramSizes.MaximumReceivedBytes];
    private ulong _newest;

    public Endpoint(SyncSessionOptions options, TLocal local, TRemote remote, SimulatedLink outgoing, SimulatedLink incoming, NetworkPath address, Instant now)
    {
        Session = new SyncSession<TLocal, TRemote>(options, new ChecksumCipher(), local, remote, now);
        Observer = new WireObserver(options.Role == SessionRole.Client ? Direction.ToServer : Direction.ToClient) { BudgetBytes = options.DatagramBudgetBytes };
        Outgoing = outgoing;
        Incoming = incoming;
        Address = address;
    }

    public SyncSession<TLocal, TRemote> Session { get; }
    public WireObserver Observer { get; }
    public SimulatedLink Outgoing { get; }
    public SimulatedLink Incoming { get; }

    /// <summary>What the other end sees as our address.</summary>
    public NetworkPath Address { get; set; }

    /// <summary>Suspended: receives nothing, does nothing.</summary>
    public bool IsAsleep { get; set; }

    public SessionEvents Events { get; private set; }

    /// <summary>Turns of the loop: how often the process woke up.</summary>
    public int Turns { get; private set; }

    /// <summary>What the program does in a turn, between receiving and sending.</summary>
    public Action<Instant>? Act { get; set; }

    public Instant NextTurn => IsAsleep ? Instant.Never : Instant.Min(Incoming.NextArrival, Session.NextDeadline);

    public SessionEvents TakeEvents()
    {
        SessionEvents events = Events;
        Events = SessionEvents.None;
        return events;
    }

    public void Turn(Instant now)
    {
        if (IsAsleep)
            return;
        Turns++;
        while (Incoming.TryReceive(now, out byte[]? datagram, out NetworkPath from, out bool ceMarked))
            Session.Receive(datagram, from, ceMarked, now);
        Events |= Session.TakeEvents();
        // No state regresses: what the owner is shown only goes forward.
        Assert.True(Session.NewestRemoteNumber >= _newest);
        _newest = Session.NewestRemoteNumber;
        Act?.Invoke(now);
        for (int round = 0; ; round++)
        {
            Assert.True(round < 4, $"the session spins at {now}: phase {Session.Phase}, sent {Session.LastSentNumber}, acknowledged {Session.AcknowledgedNumber}, deadline {Session.NextDeadline}, {Session.Counters.InstructionsSent} instructions");
            Session.Advance(now);
            Drain(now);
            Events |= Session.TakeEvents();
            if (Session.NextDeadline > now)
                break;
        }
    }

    private void Drain(Instant now)
    {
        while (Session.TryTransmit(_buffer, now, out Transmit transmit))
        {
            Span<byte> datagram = _buffer.AsSpan(0, transmit.Length);
            Observer.Observe(datagram, now);
            if (!Outgoing.TrySend(datagram, Address, now))
                Session.DatagramTooLarge(now);
        }
    }
}

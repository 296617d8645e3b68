namespace Moshi.Transport.Sync;

/// <summary>Totals of one session since its start, for status lines and logs. Reading costs nothing; the session owns and updates it.</summary>
public sealed class SessionCounters
{
    private readonly long[] _verdicts = new long[(int)ReceiveVerdict.BadFrame + 1];

    public long DatagramsSent { get; internal set; }
    public long BytesSent { get; internal set; }
    public long DatagramsReceived { get; internal set; }
    public long BytesReceived { get; internal set; }

    /// <summary>Instructions sent, however many datagrams each took.</summary>
    public long InstructionsSent { get; internal set; }

    /// <summary>Instructions that repeated a state already sent.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Instructions without a diff: heartbeats and acknowledgements.</summary>
    public long EmptyAcks { get; internal set; }

    /// <summary>Times a diff was too long to send (4 MiB); the state object should not let that happen.</summary>
    public long OversizeDiffs { get; internal set; }

    /// <summary>Datagrams received that ended with <paramref name="verdict"/>.</summary>
    public long Count(ReceiveVerdict verdict) => _verdicts[(int)verdict];

    internal void Add(ReceiveVerdict verdict) => _verdicts[(int)verdict]++;
}

using Moshi.Transport.Crypto;
using Moshi.Transport.Time;

namespace Moshi.Transport.Frames;

/// <summary>
/// The keys of a session as they follow each other (RFC 9001 §6): packets of the present and the next phase are taken, those of the one before until the peer has followed and a little longer. Both
/// directions are in the same phase. Owns all ciphers.
/// </summary>
public sealed class KeyPhases : IDisposable
{
    private readonly IPhaseCiphers? _later;
    private IDatagramCipher? _previous;
    private IDatagramCipher? _next;
    private Instant _previousUntil = Instant.Never;
    private Instant _began;

    /// <param name="first">The cipher of phase 0.</param>
    /// <param name="later">Makes the others; null: there are none.</param>
    /// <param name="now">The present.</param>
    public KeyPhases(IDatagramCipher first, IPhaseCiphers? later, Instant now)
    {
        Current = first;
        _later = later;
        _began = now;
    }

    /// <summary>The present phase, counted from 0.</summary>
    public ulong Phase { get; private set; }

    /// <summary>The present key.</summary>
    public IDatagramCipher Current { get; private set; }

    /// <summary>True when the peer has sent a packet of the present phase: only then may the next begin.</summary>
    public bool IsConfirmed { get; private set; } = true;

    /// <summary>False without a source of later keys.</summary>
    public bool HasMore => _later is not null;

    /// <summary>How old the present key is.</summary>
    public TimeSpan Age(Instant now) => now - _began;

    /// <summary>The key for a packet with these phase bits, if there is one. A key of the next phase is made when the first packet claims it.</summary>
    public bool TryPick(int bits, Instant now, out IDatagramCipher cipher, out ulong phase)
    {
        (cipher, phase) = (Current, Phase);
        if (bits == Bits(Phase))
            return true;
        if (bits == Bits(Phase + 1) && _later is not null)
        {
            (cipher, phase) = (_next ??= _later.Create(Phase + 1), Phase + 1);
            return true;
        }
        if (Phase == 0 || bits != Bits(Phase - 1) || now >= _previousUntil)
            return false;
        (cipher, phase) = (_previous!, Phase - 1);
        return true;
    }

    /// <summary>An authentic packet of a phase has arrived. True when that begins the next phase here.</summary>
    public bool Note(ulong phase, TimeSpan grace, Instant now)
    {
        bool isNext = phase > Phase;
        if (isNext)
            Begin(now);
        if (phase == Phase && !IsConfirmed)
        {
            IsConfirmed = true;
            _previousUntil = now + grace;
        }
        return isNext;
    }

    /// <summary>Goes to the next phase. The key before is kept until the peer is there too.</summary>
    public void Begin(Instant now)
    {
        _previous?.Dispose();
        _previous = Current;
        _previousUntil = Instant.Never;
        Current = _next ?? _later!.Create(Phase + 1);
        _next = null;
        Phase++;
        _began = now;
        IsConfirmed = false;
    }

    public void Dispose()
    {
        _previous?.Dispose();
        _next?.Dispose();
        Current.Dispose();
        _later?.Dispose();
    }

    /// <summary>What a nonce tells of a phase.</summary>
    public static int Bits(ulong phase) => (int)(phase % FrameNonce.Phases);
}

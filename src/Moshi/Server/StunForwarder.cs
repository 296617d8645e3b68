using Moshi.Platform;
using Moshi.Transport.Nat;

namespace Moshi.Server;

/// <summary>
/// In the second half of a server: hands answers of a STUN server, which come to the session's socket, to the first half that has asked (<see cref="StunInquiry"/>).
/// </summary>
internal sealed class StunForwarder(int descriptor, byte[] transaction) : IDisposable
{
    private int _descriptor = descriptor;

    /// <summary>True when the datagram was such an answer, and none of the session's.</summary>
    public bool TryTake(ReadOnlySpan<byte> datagram)
    {
        if (_descriptor < 0 || !StunBinding.IsAnswer(datagram, transaction))
            return false;

        // The pipe holds more than will ever come; when the first half has gone, so has whoever wanted to know.
        if (Descriptor.Write(_descriptor, datagram).Error is not (Errno.None or Errno.EAGAIN))
            Dispose();
        return true;
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
            Descriptor.Close(_descriptor);
        _descriptor = -1;
    }
}

using Moshi.Terminal.Input;

namespace Moshi.Client;

/// <summary>Which keys a client may show before it does anything else with them (<see cref="IFrontEnd.Echo"/>).</summary>
internal static class EchoGate
{
    /// <summary>
    /// True when input may be looked at first. Never while a datagram waits: it may be the picture in which the program has begun to ask for a password, and has to be taken, and judged by, before.
    /// </summary>
    /// <param name="isReady">When the loop went to sleep, nothing was due, and the next ordinary key was certain to be shown.</param>
    /// <param name="hasInput">The keyboard has woken it.</param>
    /// <param name="hasDatagram">Something has come from the network, too.</param>
    public static bool IsOpen(bool isReady, bool hasInput, bool hasDatagram) => isReady && hasInput && !hasDatagram;

    /// <summary>True for one visible character of ASCII that is not the key for the client itself.</summary>
    public static bool IsOrdinary(ReadOnlySpan<byte> typed, EscapeKey escapeKey) =>
        typed is [> (byte)' ' and < 0x7F] && !(escapeKey.IsEnabled && typed[0] == escapeKey.Code);
}

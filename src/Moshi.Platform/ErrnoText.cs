using System.Runtime.InteropServices;

namespace Moshi.Platform;

/// <summary>Words for an <see cref="Errno"/>, for messages to the user.</summary>
public static class ErrnoText
{
    /// <summary>strerror's text, for example "Message too long" for <see cref="Errno.EMSGSIZE"/>.</summary>
    public static string Describe(this Errno error) => Marshal.GetPInvokeErrorMessage((int)error);
}

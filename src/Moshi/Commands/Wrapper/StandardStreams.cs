using System.Text;
using Moshi.Platform;
using Moshi.Platform.Process;

namespace Moshi.Commands.Wrapper;

/// <summary>Our descriptors 0, 1 and 2: for children, and for words to the user. The runtime's console is not used, which would start threads.</summary>
internal static class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Errors = 2;

    /// <summary>Hands one of them on; nothing if it was closed when we were started.</summary>
    public static DescriptorMapping[] Inherit(int descriptor) =>
        Descriptor.IsOpen(descriptor) ? [new DescriptorMapping(descriptor, descriptor)] : [];

    /// <summary>Writes all of it; nobody is left to be told of a failure.</summary>
    public static void Write(int descriptor, string text) => _ = Descriptor.WriteAll(descriptor, Encoding.UTF8.GetBytes(text));
}

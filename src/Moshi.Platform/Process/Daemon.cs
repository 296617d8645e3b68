namespace Moshi.Platform.Process;

/// <summary>
/// A fresh process of our own program that outlives us: how the server detaches without a fork in managed code. The parent returns at once
/// and may exit; the child has /dev/null as 0, 1 and 2 unless mapped, and only the descriptors it was given.
/// </summary>
public static class Daemon
{
    /// <summary>This program's file, right also after it was replaced on disk by an upgrade.</summary>
    public const string SelfExecutable = "/proc/self/exe";

    /// <summary>
    /// Starts it and returns its process id; nobody has to reap it if we exit. Map <paramref name="descriptors"/> for a bound socket and a
    /// <see cref="SecretPipe"/>; never put a key into <paramref name="arguments"/> or <paramref name="environment"/>.
    /// </summary>
    /// <param name="arguments">All of argv.</param>
    /// <param name="environment">Null passes on ours.</param>
    /// <param name="descriptors">What the child gets, under which numbers.</param>
    /// <param name="newSession">Leave the login's session, so that a hang-up of its terminal cannot reach the child.</param>
    /// <param name="file">Another program than our own (tests).</param>
    public static int Spawn(
        IReadOnlyList<string> arguments,
        EnvironmentBlock? environment = null,
        IReadOnlyList<DescriptorMapping>? descriptors = null,
        bool newSession = true,
        string file = SelfExecutable) => Spawner.Spawn(new()
        {
            File = file,
            Arguments = arguments,
            Environment = environment,
            Descriptors = descriptors ?? [],
            NewSession = newSession,
        });
}

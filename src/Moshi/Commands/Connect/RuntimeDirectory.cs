using Moshi.Diagnostics;
using Moshi.Platform;
using Moshi.Platform.Crypto;
using Moshi.Platform.Process;

namespace Moshi.Commands.Connect;

/// <summary>A directory of this connection's own, 0700 and with a name that nobody can know before: ssh's log and perhaps a control socket are in it while the server starts.</summary>
internal sealed class RuntimeDirectory : IDisposable
{
    /// <summary>sun_path has 108 bytes; ssh puts a dot, 16 letters and a zero behind the name while it binds.</summary>
    private const int LongestSocketPath = 108 - 18;

    private const int MostTries = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(15);

    private const UnixFileMode OnlyOurs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private RuntimeDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>ssh's log.</summary>
    public string LogFile => $"{Path}/log";

    /// <summary>The control socket of a connection that only we share.</summary>
    public string ControlSocket => $"{Path}/m";

    /// <summary>Throws <see cref="OsException"/> where there is no place for it.</summary>
    public static RuntimeDirectory Create()
    {
        string name = "moshi-" + Convert.ToHexStringLower(SystemRandom.Bytes(8));
        string[] places = [NativeEnvironment.Find("XDG_RUNTIME_DIR") ?? "", NativeEnvironment.Find("TMPDIR") ?? "", "/tmp"];
        string reason = "";
        foreach (string place in places)
        {
            string path = $"{place}/{name}";
            if (place.Length == 0 || place[0] != '/' || path.Length + 3 > LongestSocketPath || OperatingSystem.IsWindows())
                continue;
            try
            {
                _ = Directory.CreateDirectory(path, OnlyOurs);
                using var log = new FileStream($"{path}/log", new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                return new RuntimeDirectory(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reason = FileFault.Of(e);
            }
        }

        throw new OsException($"no directory for ssh's log could be made in XDG_RUNTIME_DIR, TMPDIR or /tmp: {reason}");
    }

    public void Dispose()
    {
        for (int tries = 0; tries < MostTries && !TryDelete(); tries++)
            Thread.Sleep(Patience);
    }

    // A master that is just leaving takes its socket away by itself, perhaps while it is deleted here; what cannot be deleted for another reason stays.
    private bool TryDelete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return !Directory.Exists(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

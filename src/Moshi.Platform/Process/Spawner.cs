using System.Globalization;
using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>posix_spawn with everything that a child must not inherit put right. glibc runs setsid before the file actions.</summary>
internal static unsafe class Spawner
{
    /// <summary>More is a mistake of the caller, not a wish.</summary>
    private const int MaxTarget = 63;

    /// <summary>Newer than the oldest glibc that .NET runs on: addclosefrom_np is 2.34, addchdir_np 2.29. Null: do it another way.</summary>
    private static readonly delegate* unmanaged<byte*, int, int> s_addCloseFrom =
        (delegate* unmanaged<byte*, int, int>)Libc.dlsym(0, "posix_spawn_file_actions_addclosefrom_np");

    private static readonly delegate* unmanaged<byte*, byte*, int> s_addChdir =
        (delegate* unmanaged<byte*, byte*, int>)Libc.dlsym(0, "posix_spawn_file_actions_addchdir_np");

    /// <summary>Starts the child and returns its process id. Throws <see cref="OsException"/> with execve's reason when it cannot be started.</summary>
    internal static int Spawn(SpawnOptions options)
    {
        EnvironmentBlock environment = options.Environment ?? NativeEnvironment.Copy();
        using var argv = new NativeStrings(options.Arguments);
        using var envp = new NativeStrings(environment.Entries);
        byte* attributes = stackalloc byte[Libc.SpawnAttributesBytes];
        byte* actions = stackalloc byte[Libc.SpawnActionsBytes];
        Check(Libc.posix_spawnattr_init(attributes));
        Check(Libc.posix_spawn_file_actions_init(actions));
        var spare = new List<int>();
        using var directory = new WorkingDirectoryScope(s_addChdir == null ? options.WorkingDirectory : null);
        try
        {
            SetSignals(attributes, options.NewSession);
            AddDescriptors(actions, options, spare);
            if (options.WorkingDirectory is { } path && s_addChdir != null)
                AddChdir(actions, path);
            int pid;
            Errno error;
            using (CoreDumps.Restored())
                error = Execute(options, environment, actions, attributes, argv, envp.Pointer, &pid);
            return error == Errno.None ? pid : throw new OsException($"start {options.File}", error, Hint(options, error));
        }
        finally
        {
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
            foreach (int fd in spare)
                Descriptor.Close(fd);
        }
    }

    /// <summary>execvp(3)'s rules: ENOENT and the like try the next directory, EACCES is remembered, ENOEXEC goes to the shell.</summary>
    private static Errno Execute(
        SpawnOptions options, EnvironmentBlock environment, byte* actions, byte* attributes, NativeStrings argv, byte** envp, int* pid)
    {
        Errno answer = Errno.ENOENT;
        foreach (string candidate in Candidates(options, environment))
        {
            var error = (Errno)Libc.posix_spawn(pid, candidate, actions, attributes, argv.Pointer, envp);
            if (error == Errno.ENOEXEC && options.SearchPath)
            {
                using var shell = new NativeStrings(["/bin/sh", candidate, .. options.Arguments.Skip(1)]);
                return (Errno)Libc.posix_spawn(pid, "/bin/sh", actions, attributes, shell.Pointer, envp);
            }
            if (error is not (Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES or Errno.ENODEV or Errno.ETIMEDOUT))
                return error;
            if (error == Errno.EACCES)
                answer = Errno.EACCES;
        }
        return answer;
    }

    /// <summary>Relative entries stay relative: the child is in its own working directory when it executes.</summary>
    private static IEnumerable<string> Candidates(SpawnOptions options, EnvironmentBlock environment)
    {
        if (!options.SearchPath || options.File.Contains('/'))
        {
            yield return options.File;
            yield break;
        }
        if (options.File.Length == 0)
            yield break;
        foreach (string directory in (environment["PATH"] ?? "/bin:/usr/bin").Split(':'))
        {
            string candidate = directory.Length == 0 ? "./" + options.File : $"{directory}/{options.File}";
            // A cheap look first: a vfork per directory of a long PATH would cost milliseconds.
            if (candidate[0] != '/' || Libc.access(candidate, 0) == 0)
                yield return candidate;
        }
    }

    private static void SetSignals(byte* attributes, bool newSession)
    {
        byte* set = stackalloc byte[Libc.SignalSetBytes];
        _ = Libc.sigemptyset(set);
        Check(Libc.posix_spawnattr_setsigmask(attributes, set));
        _ = Libc.sigfillset(set);
        Check(Libc.posix_spawnattr_setsigdefault(attributes, set));
        short flags = Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK;
        Check(Libc.posix_spawnattr_setflags(attributes, newSession ? (short)(flags | Libc.POSIX_SPAWN_SETSID) : flags));
    }

    private static void AddDescriptors(byte* actions, SpawnOptions options, List<int> spare)
    {
        int last = 2;
        foreach (DescriptorMapping mapping in options.Descriptors)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(mapping.Target, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(mapping.Target, MaxTarget, nameof(options));
            last = Math.Max(last, mapping.Target);
        }
        foreach (DescriptorMapping mapping in options.Descriptors)
        {
            // Above every target, so that no mapping overwrites the source of another; no higher, because the limit (ulimit -n) may be low.
            int copy = Libc.fcntl(mapping.Source, Libc.F_DUPFD_CLOEXEC, last + 1);
            if (copy < 0)
                throw OsException.Last($"duplicate descriptor {mapping.Source}");
            spare.Add(copy);
        }
        for (int target = 0; target <= last; target++)
        {
            int source = -1;
            for (int i = 0; i < options.Descriptors.Count; i++)
            {
                if (options.Descriptors[i].Target == target)
                    source = spare[i];
            }
            if (source >= 0)
                Check(Libc.posix_spawn_file_actions_adddup2(actions, source, target));
            else if (target > 2)
                Check(Libc.posix_spawn_file_actions_addclose(actions, target));
            else if (options.Terminal is null)
                Check(Libc.posix_spawn_file_actions_addopen(actions, target, "/dev/null", Libc.O_RDWR, 0));
            else if (target == 0)
                // Without O_NOCTTY, by a session leader that has no terminal: this open makes it the controlling terminal.
                Check(Libc.posix_spawn_file_actions_addopen(actions, 0, options.Terminal, Libc.O_RDWR, 0));
            else
                Check(Libc.posix_spawn_file_actions_adddup2(actions, 0, target));
        }
        CloseFrom(actions, last + 1);
    }

    private static void CloseFrom(byte* actions, int first)
    {
        if (s_addCloseFrom != null)
        {
            Check(s_addCloseFrom(actions, first));
            return;
        }
        // Ours are close-on-exec; what is left are descriptors that we inherited without the flag.
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int fd) && fd >= first)
                Check(Libc.posix_spawn_file_actions_addclose(actions, fd));
        }
    }

    private static void AddChdir(byte* actions, string path)
    {
        byte* native = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            Check(s_addChdir(actions, native));
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)native);
        }
    }

    private static string? Hint(SpawnOptions options, Errno error) => error switch
    {
        Errno.ENOENT when options.WorkingDirectory is { } path && !Directory.Exists(path) => $"the working directory {path} does not exist",
        Errno.ENOENT when options.SearchPath => "no such program in PATH",
        Errno.EACCES => "it is there but not executable",
        _ => null,
    };

    private static void Check(int error)
    {
        if (error != 0)
            throw new OsException("prepare a child process", (Errno)error);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Processes;

/// <summary>
/// A program on a pseudo-terminal of its own, whose bytes the caller reads and writes directly. Use it where the exact bytes or their
/// times matter; where the picture matters, use <see cref="Tmux"/>. Not thread-safe; disposing kills the program.
/// </summary>
public sealed unsafe class PtyProcess : IDisposable
{
    private readonly StringBuilder _transcript = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _bytes = new byte[16_384];
    private readonly char[] _characters = new char[16_384 + 8];
    private ExitStatus? _status;
    private bool _isHungUp;
    private bool _disposed;

    private PtyProcess(int master, int process)
    {
        MasterDescriptor = master;
        Id = process;
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>The pty master, non-blocking. Owned by this object.</summary>
    public int MasterDescriptor { get; }

    /// <summary>Everything that <see cref="Pump"/> and the waits have read so far, decoded as UTF-8.</summary>
    public string Transcript => _transcript.ToString();

    /// <summary>Starts <paramref name="command"/> (program, found by PATH, and arguments) with exactly this environment, as leader of a new session.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">A system call failed; the program does not exist.</exception>
    public static PtyProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TerminalSize size, string workingDirectory = "/")
    {
        int master = Native.posix_openpt(Native.ReadWrite | Native.NoControllingTerminal | Native.CloseOnExec);
        Native.Check(master >= 0, "posix_openpt");
        try
        {
            Native.Check(Native.grantpt(master) == 0, "grantpt");
            Native.Check(Native.unlockpt(master) == 0, "unlockpt");
            Native.Check(Native.fcntl(master, Native.SetFlags, Native.ReadWrite | Native.NonBlocking) == 0, "fcntl");
            byte* name = stackalloc byte[128];
            Native.Check(Native.ptsname_r(master, name, 128) == 0, "ptsname_r");
            SetSize(master, size);
            int process = Spawn(Marshal.PtrToStringUTF8((nint)name)!, command, environment, workingDirectory);
            return new PtyProcess(master, process);
        }
        catch
        {
            Native.close(master);
            throw;
        }
    }

    /// <summary>Changes the window size; the program gets SIGWINCH.</summary>
    public void Resize(TerminalSize size) => SetSize(MasterDescriptor, size);

    /// <summary>Types bytes. Blocks while the terminal's input queue is full.</summary>
    public void Write(ReadOnlySpan<byte> keys)
    {
        while (!keys.IsEmpty)
        {
            nint written = Native.Write(MasterDescriptor, keys);
            if (written < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                Native.Check(error is Native.WouldBlock or Native.Interrupted, "write");
                Thread.Sleep(1);
                continue;
            }
            keys = keys[(int)written..];
        }
    }

    /// <summary>Types text as UTF-8.</summary>
    public void Write(string keys) => Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>Waits for output until <paramref name="deadline"/> (a <see cref="Stopwatch"/> timestamp) and reads it. 0: the time is up; -1: the program closed its terminal.</summary>
    public int Read(Span<byte> buffer, long deadline)
    {
        Span<Native.PollDescriptor> list = [new() { Descriptor = MasterDescriptor, Events = Native.PollIn }];
        while (true)
        {
            nint count = Native.Read(MasterDescriptor, buffer);
            if (count > 0)
                return (int)count;
            // EIO: the last descriptor of the slave is closed.
            if (count == 0 || Marshal.GetLastPInvokeError() is not (Native.WouldBlock or Native.Interrupted))
                return -1;
            long left = deadline - Stopwatch.GetTimestamp();
            if (left <= 0)
                return 0;
            Native.Poll(list, (long)(left * (1e9 / Stopwatch.Frequency)));
        }
    }

    /// <summary>Reads what arrives for a time into <see cref="Transcript"/>; false when the program closed its terminal.</summary>
    public bool Pump(TimeSpan time)
    {
        long deadline = DeadlineAfter(time);
        int count;
        do
        {
            count = ReadToTranscript(deadline);
        }
        while (count > 0);
        return count == 0;
    }

    /// <summary>Reads until the transcript, from <paramref name="from"/> on, contains <paramref name="text"/>; returns the position behind it.</summary>
    /// <exception cref="LabTimeoutException">It did not come in time, or the program ended before.</exception>
    public int WaitFor(string text, TimeSpan? timeout = null, int from = 0)
    {
        long deadline = DeadlineAfter(timeout ?? LabTime.Generous);
        while (true)
        {
            int found = Transcript.IndexOf(text, from, StringComparison.Ordinal);
            if (found >= 0)
                return found + text.Length;
            int count = ReadToTranscript(deadline);
            if (count <= 0)
                throw new LabTimeoutException($"awaited {Quote(text)}; {(count == 0 ? "time is up" : "the program closed its terminal")}; it wrote {Quote(Transcript[from..])}");
        }
    }

    /// <summary>Reads until <paramref name="text"/> (ASCII) has passed, without keeping anything; false when the time is up or the terminal closed.</summary>
    public bool TryPass(ReadOnlySpan<byte> text, TimeSpan timeout)
    {
        long deadline = DeadlineAfter(timeout);
        byte[] buffer = new byte[65_536];
        int kept = 0;
        while (true)
        {
            int count = Read(buffer.AsSpan(kept), deadline);
            if (count <= 0)
                return false;
            Span<byte> seen = buffer.AsSpan(0, kept + count);
            if (seen.IndexOf(text) >= 0)
                return true;
            kept = Math.Min(text.Length - 1, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }
    }

    /// <summary>The <see cref="Stopwatch"/> timestamp that is some time ahead.</summary>
    public static long DeadlineAfter(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Closes the terminal under the program, as when its window is closed: SIGHUP, and the end of its input. Nothing can be read any more.</summary>
    public void HangUp()
    {
        if (!_isHungUp)
        {
            _isHungUp = true;
            Native.close(MasterDescriptor);
        }
    }

    /// <summary>Sends a signal to the program.</summary>
    public void Send(Signal signal) => ProcessTable.Send(Id, signal);

    /// <summary>Whether the program has not ended.</summary>
    public bool IsRunning => !TryReap(Native.WaitNoHang);

    /// <summary>Reads all output to its end and waits for the end of the program.</summary>
    /// <exception cref="LabTimeoutException">It still runs, or something still holds its terminal, when the time is up.</exception>
    public ExitStatus WaitForExit(TimeSpan? timeout = null)
    {
        long deadline = DeadlineAfter(timeout ?? LabTime.Generous);
        int count;
        do
        {
            count = ReadToTranscript(deadline);
        }
        while (count > 0);
        // The terminal closes a moment before the process becomes a zombie.
        while (IsRunning)
        {
            if (Stopwatch.GetTimestamp() > deadline)
                throw new LabTimeoutException($"process {Id} does not end; it wrote {Quote(Transcript)}");
            Thread.Yield();
        }
        return _status!.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (IsRunning)
        {
            Send(Signal.Kill);
            TryReap(0);
        }
        HangUp();
    }

    /// <summary>Text with control characters made visible, for messages.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("'");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '\e' => "\\e",
                '\r' => "\\r",
                '\n' => "\\n",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('\'').ToString();
    }

    private int ReadToTranscript(long deadline)
    {
        int count = Read(_bytes, deadline);
        if (count > 0)
        {
            int characters = _decoder.GetChars(_bytes.AsSpan(0, count), _characters, flush: false);
            _transcript.Append(_characters, 0, characters);
        }
        return count;
    }

    private bool TryReap(int options)
    {
        if (_status is null && Native.waitpid(Id, out int word, options) == Id)
            _status = new ExitStatus(word);
        return _status is not null;
    }

    private static void SetSize(int master, TerminalSize size)
    {
        ushort* window = stackalloc ushort[4] { (ushort)size.Rows, (ushort)size.Columns, 0, 0 };
        Native.Check(Native.ioctl(master, Native.SetWindowSize, window) == 0, "TIOCSWINSZ");
    }

    private static int Spawn(string slave, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        // glibc's sizes are 80, 336 and 128 bytes.
        byte* actions = stackalloc byte[256], attributes = stackalloc byte[512], signals = stackalloc byte[128];
        Must(Native.posix_spawn_file_actions_init(actions));
        Must(Native.posix_spawnattr_init(attributes));
        nint[] argv = Strings(command);
        nint[] envp = Strings([.. environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        try
        {
            // The runtime ignores SIGPIPE and blocks some signals; a program must not inherit that.
            Must(Native.sigemptyset(signals));
            Must(Native.posix_spawnattr_setsigmask(attributes, signals));
            Must(Native.sigfillset(signals));
            Must(Native.posix_spawnattr_setsigdefault(attributes, signals));
            Must(Native.posix_spawnattr_setflags(attributes, Native.SpawnSetSession | Native.SpawnSetSignalDefault | Native.SpawnSetSignalMask));
            // setsid runs before the file actions, so this open makes the slave the controlling terminal.
            Must(Native.posix_spawn_file_actions_addopen(actions, 0, slave, Native.ReadWrite, 0));
            Must(Native.posix_spawn_file_actions_adddup2(actions, 0, 1));
            Must(Native.posix_spawn_file_actions_adddup2(actions, 0, 2));
            Must(Native.posix_spawn_file_actions_addclosefrom_np(actions, 3));
            Must(Native.posix_spawn_file_actions_addchdir_np(actions, workingDirectory));
            int process, error;
            fixed (nint* arguments = argv, variables = envp)
            {
                error = Native.posix_spawnp(&process, command[0], actions, attributes, arguments, variables);
            }
            Must(error, command[0]);
            return process;
        }
        finally
        {
            _ = Native.posix_spawn_file_actions_destroy(actions);
            _ = Native.posix_spawnattr_destroy(attributes);
            Free(argv);
            Free(envp);
        }
    }

    // The posix_spawn family returns its error instead of setting errno.
    private static void Must(int error, string what = "posix_spawn")
    {
        if (error != 0)
            throw new System.ComponentModel.Win32Exception(error, $"cannot start {what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static nint[] Strings(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static void Free(nint[] texts)
    {
        foreach (nint text in texts)
            Marshal.FreeCoTaskMem(text);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Moshi.Lab.Processes;

/// <summary>What /proc says about processes that the lab started, and signals to them. Always by process id, never by name.</summary>
public static class ProcessTable
{
    /// <summary>True when this process, and so whatever it starts, ignores SIGINT.</summary>
    public static bool IgnoresInterrupt
    {
        get
        {
            const string Field = "SigIgn:";
            string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Field, StringComparison.Ordinal));
            ulong ignored = ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return (ignored & (1ul << ((int)Signal.Interrupt - 1))) != 0;
        }
    }

    /// <summary>Whether the process exists and is not a zombie.</summary>
    public static bool IsAlive(int process) => StateOf(process) is not ('\0' or 'Z' or 'X');

    /// <summary>The state letter of /proc/PID/stat (R, S, T, Z …), or NUL when there is no such process.</summary>
    public static char StateOf(int process)
    {
        string stat = ReadOrEmpty($"/proc/{process}/stat");
        int name = stat.LastIndexOf(')');
        return name < 0 || name + 2 >= stat.Length ? '\0' : stat[name + 2];
    }

    /// <summary>Direct children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        List<int> children = [];
        foreach (string task in TasksOf(process))
        {
            foreach (string child in ReadOrEmpty($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                children.Add(int.Parse(child, CultureInfo.InvariantCulture));
        }
        return children;
    }

    /// <summary>All processes of the mount namespace of a process, itself among them; only itself where that is our own namespace.</summary>
    public static IReadOnlyList<int> MountedLike(int process)
    {
        string? space = MountsOf(process);
        if (space is null || space == MountsOf(Environment.ProcessId))
            return [process];
        List<int> found = [];
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && MountsOf(id) == space)
                found.Add(id);
        }
        return found;
    }

    /// <summary>CPU time of all threads so far, from /proc/PID/task/*/schedstat: nanoseconds, not clock ticks.</summary>
    public static TimeSpan CpuTimeOf(int process)
    {
        long nanoseconds = 0;
        foreach (string task in TasksOf(process))
        {
            string[] words = ReadOrEmpty($"{task}/schedstat").Split(' ');
            if (words.Length > 1)
                nanoseconds += long.Parse(words[0], CultureInfo.InvariantCulture);
        }
        return TimeSpan.FromTicks(nanoseconds / 100);
    }

    /// <summary>
    /// The part of <see cref="CpuTimeOf"/> that was spent outside of the kernel, from /proc/PID/stat: sampled by the kernel's tick and told in hundredths of a second, so
    /// only differences of a good part of a second mean much.
    /// </summary>
    public static TimeSpan UserTimeOf(int process)
    {
        const int UserTimeAfterName = 11;
        const int TicksPerSecond = 100;
        string stat = ReadOrEmpty($"/proc/{process}/stat");
        string[] words = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > UserTimeAfterName
            ? TimeSpan.FromSeconds(long.Parse(words[UserTimeAfterName], CultureInfo.InvariantCulture) / (double)TicksPerSecond) : TimeSpan.Zero;
    }

    /// <summary>Context switches of all threads so far, voluntary and not: how often the process was woken.</summary>
    public static long SwitchesOf(int process)
    {
        long switches = 0;
        foreach (string task in TasksOf(process))
        {
            foreach (string line in ReadOrEmpty($"{task}/status").Split('\n'))
            {
                if (line.Contains("ctxt_switches:", StringComparison.Ordinal))
                    switches += long.Parse(line.AsSpan(line.IndexOf(':') + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }
        return switches;
    }

    /// <summary>A value of /proc/PID/smaps_rollup in KiB, such as Rss, Pss or Private_Dirty; -1 when it cannot be read.</summary>
    public static long MemoryOf(int process, string field)
    {
        foreach (string line in ReadOrEmpty($"/proc/{process}/smaps_rollup").Split('\n'))
        {
            if (line.StartsWith(field + ":", StringComparison.Ordinal))
            {
                string number = line[(field.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(number, CultureInfo.InvariantCulture);
            }
        }
        return -1;
    }

    /// <summary>Number of threads of a process.</summary>
    public static int ThreadsOf(int process) => TasksOf(process).Length;

    /// <summary>Sends a signal to one process; a process that is gone already is no error.</summary>
    public static void Send(int process, Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(process, 2);
        Native.kill(process, (int)signal);
    }

    /// <summary>Waits until the process is gone; false when the time is up first.</summary>
    public static bool WaitUntilGone(int process, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (IsAlive(process))
        {
            if (Stopwatch.GetElapsedTime(start) > timeout)
                return false;
            Thread.Sleep(5);
        }
        return true;
    }

    /// <summary>The name of the mount namespace; null for a process that is gone or a stranger's.</summary>
    private static string? MountsOf(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/mnt").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] TasksOf(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

using System.Text;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Xunit;

namespace Moshi.Interop.Platform;

public sealed class ProcessTests
{
    [Fact]
    public void Exec_gives_the_new_program_clean_signals_and_descriptors()
    {
        string output = RunSelf("exec");
        Assert.Equal(0ul, SignalsOf(output, "SigIgn:"));
        Assert.Equal(0ul, SignalsOf(output, "SigBlk:"));
        Assert.EndsWith("fds\n0\n1\n2\n3\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_exec_says_why() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<OsException>(static () => CurrentProcess.Execute("/nowhere/at-all", ["x"])).Error);

    [Fact]
    public void A_secret_reaches_our_own_program_by_a_pipe_alone()
    {
        byte[] secret = Encoding.ASCII.GetBytes("4NeCCgvZFe2RnPgrcU1PQw");
        int pipe = SecretPipe.Create(secret);
        string output = RunSelf("secret", new DescriptorMapping(pipe, 7));
        Descriptor.Close(pipe);
        Assert.Equal("4NeCCgvZFe2RnPgrcU1PQw", output);
    }

    [Fact]
    public void Core_files_are_off_for_us_and_as_before_for_children()
    {
        string before = Acts.CoreLine(File.ReadAllText("/proc/self/limits"));
        string output = RunSelf("cores");
        Assert.Matches(@"own Max core file size +0 ", output);
        Assert.Equal(before.Trim(), Acts.CoreLine(output).Trim());
    }

    [Fact]
    public void Two_descriptors_can_change_places_in_a_child()
    {
        (int aRead, int aWrite) = Descriptor.Pipe();
        (int bRead, int bWrite) = Descriptor.Pipe();
        // Each write end under the number of the other: done one after the other by dup2 alone, the second would copy the first.
        int low = aWrite < 64 ? aWrite : 10, high = bWrite < 64 ? bWrite : 11;
        using var child = ChildProcess.Start(new SpawnOptions
        {
            File = "/bin/bash",
            Arguments = ["bash", "-c", $"echo to-a >&{high}; echo to-b >&{low}"],
            Descriptors = [new(bWrite, low), new(aWrite, high)],
        });
        Descriptor.Close(aWrite);
        Descriptor.Close(bWrite);
        Assert.Equal("to-a\n", ReadToEnd(aRead));
        Assert.Equal("to-b\n", ReadToEnd(bRead));
        Assert.Equal(0, child.Wait().Code);
    }

    [Fact]
    public void Output_and_errors_can_share_one_pipe_in_order()
    {
        (int read, int write) = Descriptor.Pipe();
        using var child = ChildProcess.Start(new SpawnOptions { File = "sh", SearchPath = true, Arguments = ["sh", "-c", "echo one; echo two >&2; echo three; exit 4"], Descriptors = [new(write, 1), new(write, 2)] });
        Descriptor.Close(write);
        Assert.Equal("one\ntwo\nthree\n", ReadToEnd(read));
        Assert.Equal(4, child.Wait().Code);
    }

    [Fact]
    public void A_daemon_survives_the_death_of_its_parent_and_terminal()
    {
        (int read, int write) = Descriptor.Pipe();
        int key = SecretPipe.Create("key\n"u8);
        using (PtyConversation parent = new(new SpawnOptions
        {
            File = Environment.ProcessPath!,
            Arguments = ["Moshi.Interop"],
            Environment = Acts.Environment("daemon"),
            Descriptors = [new(key, 3), new(write, 4)],
        }))
        {
            Descriptor.Close(write);
            Descriptor.Close(key);
            parent.WaitFor("detached");
            Assert.Equal(0, parent.Child.Wait().ShellCode);
        }
        // Parent and terminal are gone, and with the terminal came its hang-up.
        string[] words = ReadLine(read).Trim().Split(' ');
        Assert.Equal(["key", "/dev/null", "/dev/null"], words[..3]);
        Assert.Equal(words[3], words[4]);
        int pid = int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(CurrentProcess.Exists(pid));
        Assert.Equal(Errno.None, CurrentProcess.Send(pid, Signal.Kill));
        // The pipe closes when its last holder has ended.
        Assert.Equal(0, Descriptor.ReadAll(read, new byte[1]));
        Descriptor.Close(read);
    }

    [Fact]
    public void The_environment_of_libc_is_what_children_get()
    {
        NativeEnvironment.Set("MOSHI_INTEROP_MARK", "here");
        try
        {
            Assert.Equal("here", NativeEnvironment.Find("MOSHI_INTEROP_MARK"));
            Assert.Equal("here", NativeEnvironment.Copy()["MOSHI_INTEROP_MARK"]);
            (int read, int write) = Descriptor.Pipe();
            using var child = ChildProcess.Start(new SpawnOptions { File = "/bin/sh", Arguments = ["sh", "-c", "echo $MOSHI_INTEROP_MARK"], Descriptors = [new(write, 1)] });
            Descriptor.Close(write);
            Assert.Equal("here\n", ReadToEnd(read));
            child.Wait();
        }
        finally
        {
            NativeEnvironment.Set("MOSHI_INTEROP_MARK", null);
        }
        Assert.Null(NativeEnvironment.Find("MOSHI_INTEROP_MARK"));
    }

    /// <summary>A mask of /proc/PID/status without 32 and 33: glibc's own, which its posix_spawn leaves ignored in every child.</summary>
    internal static ulong SignalsOf(string status, string field)
    {
        string line = status.Split('\n').First(line => line.StartsWith(field, StringComparison.Ordinal));
        return Convert.ToUInt64(line[field.Length..].Trim(), 16) & ~0x1_8000_0000ul;
    }

    /// <summary>Starts this test program again with an act to play; returns what it wrote to standard output.</summary>
    private static string RunSelf(string act, params DescriptorMapping[] descriptors)
    {
        (int read, int write) = Descriptor.Pipe();
        using var child = ChildProcess.Start(new SpawnOptions
        {
            File = Environment.ProcessPath!,
            Arguments = ["Moshi.Interop"],
            Environment = Acts.Environment(act),
            Descriptors = [new(write, 1), new(2, 2), .. descriptors],
        });
        Descriptor.Close(write);
        string output = ReadToEnd(read);
        Assert.Equal(0, child.Wait().ShellCode);
        return output;
    }

    private static string ReadToEnd(int fd)
    {
        byte[] buffer = new byte[65536];
        int length = Descriptor.ReadAll(fd, buffer);
        Descriptor.Close(fd);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string ReadLine(int fd)
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        while ((line.Count == 0 || line[^1] != '\n') && Descriptor.ReadAll(fd, one) == 1)
            line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }
}

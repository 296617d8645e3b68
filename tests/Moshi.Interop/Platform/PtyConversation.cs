using System.Text;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Xunit;

namespace Moshi.Interop.Platform;

/// <summary>A program on a pty of ours, talked to as by a patient person: send, then wait until a text has appeared.</summary>
internal sealed class PtyConversation : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly PollLoop _loop = new();
    private readonly StringBuilder _seen = new();
    private readonly int _slot;

    internal PtyConversation(SpawnOptions options, WindowSize? size = null)
    {
        Terminal = PseudoTerminal.Open(size ?? new WindowSize(100, 30));
        Child = Terminal.Spawn(options);
        _slot = _loop.Add(Terminal.MasterDescriptor);
    }

    internal PseudoTerminal Terminal { get; }

    internal ChildProcess Child { get; }

    /// <summary>A bash without start-up files whose prompt is "[$ ".</summary>
    internal static PtyConversation Bash(WindowSize? size = null)
    {
        var conversation = new PtyConversation(new SpawnOptions { File = "/bin/bash", Arguments = ["bash", "--norc", "--noprofile", "--noediting", "-i"], Environment = SmallEnvironment(), WorkingDirectory = "/" }, size);
        conversation.WaitFor("[$ ");
        return conversation;
    }

    internal static EnvironmentBlock SmallEnvironment() => new() { ["PATH"] = "/usr/bin:/bin", ["TERM"] = "xterm", ["HOME"] = "/", ["PS1"] = "[$ " };

    internal void Send(string text) => Assert.Equal(Encoding.UTF8.GetByteCount(text), Terminal.Write(Encoding.UTF8.GetBytes(text)).Count);

    /// <summary>Types a command and returns what came up to the next prompt.</summary>
    internal string Run(string command)
    {
        Send(command + "\n");
        return WaitFor("[$ ");
    }

    /// <summary>Everything up to and including <paramref name="text"/>; fails with what was seen instead.</summary>
    internal string WaitFor(string text)
    {
        byte[] buffer = new byte[4096];
        long deadline = Clock.NowMicros() + (long)s_patience.TotalMicroseconds;
        while (true)
        {
            string seen = _seen.ToString();
            int at = seen.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                _seen.Remove(0, at + text.Length);
                return seen[..(at + text.Length)];
            }
            Assert.True(_loop.Wait(deadline) > 0, $"waited for '{text}', saw '{seen}'");
            IoResult result = Terminal.Read(buffer);
            Assert.False(result.IsEnd, $"the terminal closed; waited for '{text}', saw '{seen}'");
            _seen.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
    }

    /// <summary>Everything until the last process on the terminal has closed it.</summary>
    internal string ReadToEnd()
    {
        byte[] buffer = new byte[4096];
        long deadline = Clock.NowMicros() + (long)s_patience.TotalMicroseconds;
        while (true)
        {
            Assert.True(_loop.Wait(deadline) > 0, $"the terminal did not close; saw '{_seen}'");
            IoResult result = Terminal.Read(buffer);
            if (result.IsEnd)
                return _seen.ToString();
            _seen.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
    }

    public void Dispose()
    {
        Terminal.Dispose();
        Child.Send(Signal.Kill);
        Child.Wait();
        Child.Dispose();
        _loop.Dispose();
    }
}

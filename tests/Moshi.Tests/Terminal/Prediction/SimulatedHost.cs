using System.Text;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>
/// A host some milliseconds away from a <see cref="ClientModel"/>: it takes keys, answers in its own way, and acknowledges them after 50 ms.
/// </summary>
internal sealed class SimulatedHost(ClientModel client, int delayMs)
{
    private const int EchoAckMs = 50;

    private readonly Queue<(long AtMs, ulong State, byte[] Keys)> _keys = new();
    private readonly Queue<(long AtMs, ulong State)> _acks = new();
    private readonly Queue<(long AtMs, string Paint, ulong EchoAck, ulong Received)> _states = new();
    private ulong _received = 1;
    private readonly StringBuilder _line = new();
    private ulong _echoAck;

    /// <summary>How keys are answered.</summary>
    public HostEcho Echo { get; set; } = HostEcho.Line;

    /// <summary>The next line is a command that asks for a password.</summary>
    public bool AsksPassword { get; set; }

    public bool IsIdle => _keys.Count == 0 && _acks.Count == 0 && _states.Count == 0;

    /// <summary>Sends keys that have just been typed at the client; they are part of its newest state.</summary>
    public void Send(byte[] keys) => _keys.Enqueue((client.NowMs + delayMs, client.Sent, keys));

    /// <summary>The host writes something by itself.</summary>
    public void Write(string paint) => _states.Enqueue((client.NowMs + delayMs, paint, _echoAck, _received));

    /// <summary>Lets time pass in steps of one millisecond. <paramref name="painted"/> is called whenever the client would paint.</summary>
    public void Run(int milliseconds, Action? painted = null)
    {
        for (long end = client.NowMs + milliseconds; client.NowMs < end;)
        {
            client.NowMs++;
            if (Step() || client.NowMs >= client.Engine.NextDeadlineMs)
            {
                client.Paint();
                painted?.Invoke();
            }
        }
    }

    private bool Step()
    {
        while (_keys.TryPeek(out (long AtMs, ulong State, byte[] Keys) keys) && keys.AtMs <= client.NowMs)
        {
            _keys.Dequeue();
            _received = keys.State;
            var answer = new StringBuilder();
            foreach (byte key in keys.Keys)
                Answer(key, answer);

            _acks.Enqueue((client.NowMs + EchoAckMs, keys.State));
            if (answer.Length > 0)
                Write(answer.ToString());
        }

        while (_acks.TryPeek(out (long AtMs, ulong State) ack) && ack.AtMs <= client.NowMs)
        {
            _acks.Dequeue();
            _echoAck = ack.State;
            Write("");
        }

        bool received = false;
        while (_states.TryPeek(out (long AtMs, string Paint, ulong EchoAck, ulong Received) state) && state.AtMs <= client.NowMs)
        {
            _states.Dequeue();
            client.Receive(state.Paint, state.EchoAck, state.Received);
            received = true;
        }

        return received;
    }

    private void Answer(byte key, StringBuilder answer)
    {
        switch (Echo)
        {
            case HostEcho.None when key == '\r':
                Echo = HostEcho.Line;
                answer.Append("\r\n$ ");
                break;
            case HostEcho.None:
                break;
            case HostEcho.Stars:
                answer.Append('*');
                break;
            case HostEcho.Rewriting:
                _line.Append(key is >= 0x20 and < 0x7F ? (char)(key ^ 1) : '?');
                answer.Append("\r\u001B[K> ").Append(_line.Length > 20 ? _line.Clear() : _line).Append("\u001B[A\u001B[B");
                break;
            case HostEcho.Line:
                AnswerLine(key, answer);
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    /// <summary>As a shell's line editor that inserts.</summary>
    private void AnswerLine(byte key, StringBuilder answer)
    {
        switch (key)
        {
            case (byte)'\r' when AsksPassword:
                AsksPassword = false;
                Echo = HostEcho.None;
                answer.Append("\r\nPassword: ");
                break;
            case (byte)'\r':
                answer.Append("\r\n$ ");
                break;
            case 0x7F:
                answer.Append("\b\u001B[P");
                break;
            case >= 0x20 and < 0x7F:
                answer.Append("\u001B[@").Append((char)key);
                break;
            default:
                answer.Append('\a');
                break;
        }
    }
}

/// <summary>How a <see cref="SimulatedHost"/> answers keys.</summary>
internal enum HostEcho
{
    /// <summary>Echo of a line editor.</summary>
    Line,

    /// <summary>No echo until the end of the line, as for a password.</summary>
    None,

    /// <summary>A star for each key.</summary>
    Stars,

    /// <summary>The whole line is written anew, and differently from what was typed.</summary>
    Rewriting,
}

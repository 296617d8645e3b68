using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>The parts of a client between its keyboard and its frame, driven by hand in virtual time and without a network.</summary>
internal sealed class ClientModel
{
    private readonly StockEmulator _serverState;
    private readonly Framebuffer _frame;
    private readonly EscapeKeyFilter _filter;
    private readonly TitlePrefix _titlePrefix;

    public ClientModel(
        int columns,
        int rows,
        PredictionSettings settings = default,
        EscapeKey? escapeKey = null,
        string titlePrefix = TitlePrefix.Stock,
        bool beginsSession = false)
    {
        _serverState = new StockEmulator(columns, rows) { AnswersQueries = false };
        _frame = new Framebuffer(columns, rows);
        _filter = new EscapeKeyFilter(escapeKey ?? EscapeKey.Default);
        _titlePrefix = new TitlePrefix(titlePrefix);
        Engine = new PredictionEngine(settings, beginsSession);
        Bar = new NotificationBar(_filter.Key, 0);
    }

    public PredictionEngine Engine { get; }

    public NotificationBar Bar { get; }

    /// <summary>A server of ours measures grapheme clusters.</summary>
    public bool MeasuresClusters { get; set; }

    /// <summary>What a server of ours says about its pty.</summary>
    public LineDiscipline Discipline { get; set; }

    /// <summary>Milliseconds since the client began.</summary>
    public long NowMs { get; set; }

    /// <summary>Number of the newest client state sent; 1 is the first resize.</summary>
    public ulong Sent { get; set; } = 1;

    public ulong EchoAck { get; private set; }

    /// <summary>The newest client state that the host is known to have received.</summary>
    public ulong Acknowledged { get; private set; } = 1;

    public int SendIntervalMs { get; set; } = 250;

    public Framebuffer ServerScreen => _serverState.Screen;

    /// <summary>A server state arrives: paint string, and how far the server has seen the keys take effect.</summary>
    public void Receive(string paint, ulong? echoAck = null, ulong? acknowledged = null)
    {
        Acknowledged = acknowledged ?? Sent;
        _serverState.Feed(Encoding.UTF8.GetBytes(paint));
        EchoAck = echoAck ?? EchoAck;
        Bar.NoteContact(NowMs);
        Bar.NoteReply(NowMs);
    }

    public void Resize(int columns, int rows)
    {
        _serverState.Resize(columns, rows);
        Engine.Reset();
    }

    /// <summary>One read of the keyboard. Returns what goes to the host, which travels in one new client state.</summary>
    public byte[] Type(ReadOnlySpan<byte> typed)
    {
        var toHost = new List<byte>();
        byte[] output = new byte[typed.Length + 1];
        while (!typed.IsEmpty)
        {
            EscapeCommand command = _filter.Filter(typed, output, out int consumed, out int written);
            typed = typed[consumed..];
            toHost.AddRange(output.AsSpan(0, written));
            if (command == EscapeCommand.Quit)
                Bar.Show("Exiting on user request...", NoticeLifetime.Permanent, NowMs);
        }

        if (_filter.AwaitsCommand)
            Bar.Show(_filter.Key.CommandHelp, NoticeLifetime.Permanent, NowMs, quitHint: false);
        else if (string.Equals(Bar.NoticeAt(NowMs), _filter.Key.CommandHelp, StringComparison.Ordinal))
            Bar.Clear();

        byte[] keys = [.. toHost];
        Engine.OnInput(keys, Sent, NowMs);
        Sent += keys.Length > 0 ? 1u : 0u;
        return keys;
    }

    public byte[] Type(string typed) => Type(Encoding.UTF8.GetBytes(typed));

    /// <summary>What the client would paint now. The next call reuses the frame.</summary>
    public Framebuffer Paint()
    {
        _frame.CopyFrom(ServerScreen);
        _frame.LineDiscipline = Discipline;
        _frame.Modes = _frame.Modes with { GraphemeClusters = MeasuresClusters };
        Engine.Apply(_frame, EchoAck, Acknowledged, SendIntervalMs, NowMs);
        Bar.Apply(_frame, NowMs);
        _titlePrefix.Apply(_frame);
        return _frame;
    }
}

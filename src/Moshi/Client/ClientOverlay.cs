using Moshi.Session;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>What the client draws over the server's screen: predictions, the notification bar, the mark in the title. Local; nothing of it is sent.</summary>
internal sealed class ClientOverlay(ClientSettings settings, Instant now)
{
    private readonly TitlePrefix? _prefix = settings.PrefixesTitle ? new TitlePrefix(settings.TitleMark) : null;
    private Framebuffer? _frame;

    public PredictionEngine Prediction { get; } = new(settings.Prediction, beginsSession: true);

    public NotificationBar Bar { get; } = new(settings.EscapeKey, now.Millis());

    /// <summary>When the picture changes by itself.</summary>
    public Instant NextDeadline(Instant now) =>
        Instant.Min(LoopTime.FromMillis(Prediction.NextDeadlineMs), LoopTime.FromMillis(Bar.NextDeadlineMs(now.Millis())));

    /// <summary>The server's screen with everything drawn over it. Valid until the next call.</summary>
    /// <param name="host">The newest server state.</param>
    /// <param name="echoAck">What the session itself knows of the client states that the screen answers; the screen may know more.</param>
    /// <param name="acknowledged">The newest client state that the server is known to have.</param>
    /// <param name="sendInterval">The transport's send interval.</param>
    /// <param name="now">The present.</param>
    public Framebuffer Draw(HostState host, ulong echoAck, ulong acknowledged, TimeSpan sendInterval, Instant now)
    {
        Framebuffer frame = CopyOf(host.Screen);
        Prediction.Apply(frame, Math.Max(host.EchoAck, echoAck), acknowledged, (int)sendInterval.TotalMilliseconds, now.Millis());
        Bar.Apply(frame, now.Millis());
        _prefix?.Apply(frame);
        return frame;
    }

    /// <summary>The server's screen as it is, for the last frame.</summary>
    public Framebuffer DrawBare(HostState host) => CopyOf(host.Screen);

    private Framebuffer CopyOf(Framebuffer screen)
    {
        if (_frame is null)
            _frame = screen.Snapshot();
        else
            _frame.CopyFrom(screen);
        return _frame;
    }
}

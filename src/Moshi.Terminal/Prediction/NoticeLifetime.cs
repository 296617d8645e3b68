namespace Moshi.Terminal.Prediction;

/// <summary>How long a notice stays on the <see cref="NotificationBar"/> (mosh-protocol §9.7).</summary>
public enum NoticeLifetime
{
    /// <summary>One second.</summary>
    Brief,

    /// <summary>3.1 seconds, shortened by <see cref="NotificationBar.EndNetworkError"/> once the network works again.</summary>
    NetworkError,

    /// <summary>Until it is replaced or cleared.</summary>
    Permanent,
}

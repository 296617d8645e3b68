namespace Moshi.Ssh.Bootstrap;

/// <summary>How far the reading of ssh's output has come.</summary>
public enum BootstrapStatus
{
    /// <summary>More output is needed.</summary>
    Reading,

    /// <summary>The server has told port and key. Nothing that follows matters.</summary>
    Connected,

    /// <summary>A marker was malformed or came twice; <see cref="BootstrapReader.Error"/> says which.</summary>
    Failed,
}

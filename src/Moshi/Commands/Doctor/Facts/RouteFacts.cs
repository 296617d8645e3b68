namespace Moshi.Commands.Doctor.Facts;

/// <summary>What ssh says about the way to the host (<c>ssh -G</c>).</summary>
internal sealed record RouteFacts
{
    /// <summary>ssh's words when it refuses its configuration; empty when it does not.</summary>
    public string Error { get; init; } = "";

    public string HostName { get; init; } = "";

    public string Port { get; init; } = "22";

    public string User { get; init; } = "";

    /// <summary>ProxyJump; null when there is none.</summary>
    public string? ProxyJump { get; init; }

    /// <summary>ProxyCommand; null when there is none.</summary>
    public string? ProxyCommand { get; init; }

    /// <summary>Keyword Address of moshi; null for auto.</summary>
    public string? Address { get; init; }

    /// <summary>Keyword BindAddress of moshi.</summary>
    public string BindAddress { get; init; } = "ssh";

    /// <summary>Keyword UdpPort of moshi, as configured; null for the default.</summary>
    public string? UdpPort { get; init; }

    /// <summary>Keyword Server of moshi; null for auto.</summary>
    public string? Server { get; init; }

    /// <summary>A master that other ssh commands share is there.</summary>
    public MasterState Master { get; init; }

    /// <summary>The control socket of such a master; null when none is configured.</summary>
    public string? ControlPath { get; init; }

    /// <summary>The name could be resolved here; null when nobody tried.</summary>
    public bool? IsResolved { get; init; }

    /// <summary>The address that ssh has reached, text; null when a proxy did or it is not known.</summary>
    public string? SshReached { get; init; }

    /// <summary>Our end of ssh's TCP connection, by the kernel; null when a proxy made it.</summary>
    public System.Net.IPEndPoint? SshFrom { get; init; }

    /// <summary>ssh reaches the host by way of something else.</summary>
    public bool HasProxy => ProxyJump is not null || ProxyCommand is not null;
}

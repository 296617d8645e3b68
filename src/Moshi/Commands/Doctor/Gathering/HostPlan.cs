namespace Moshi.Commands.Doctor.Gathering;

/// <summary>What <see cref="HostScript"/> is to do.</summary>
/// <param name="Nonce">16 hexadecimal digits that mark the script's lines.</param>
internal sealed record HostPlan(string Nonce)
{
    /// <summary>The user's own server command (keyword Server), shell text; null to look for one.</summary>
    public string? Server { get; init; }

    /// <summary>Words for a server of ours about where to bind; may be empty.</summary>
    public string MoshiBind { get; init; } = "";

    /// <summary>The same for others.</summary>
    public string MoshBind { get; init; } = "-s";

    /// <summary>PORT or LOW:HIGH; null for the server's choice.</summary>
    public string? Ports { get; init; }

    /// <summary>How much the session prints at a keystroke: more than fits into the largest datagram once compressed.</summary>
    public int OutputBytes { get; init; } = 9000;
}

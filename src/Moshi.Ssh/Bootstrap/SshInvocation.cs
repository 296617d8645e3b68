namespace Moshi.Ssh.Bootstrap;

/// <summary>How ssh is to be run: becomes its argument vector, word for word that of stock mosh, which scripts and ssh wrappers look at. Source: mosh-protocol §1.3.</summary>
public sealed record SshInvocation
{
    /// <summary>The ssh program and the user's options for it.</summary>
    public required IReadOnlyList<string> Ssh { get; init; }

    /// <summary>[user@]host.</summary>
    public required string Destination { get; init; }

    public required RemoteAddressMode Mode { get; init; }

    /// <summary>The value of <c>--family</c>, in lower case.</summary>
    public required string Family { get; init; }

    /// <summary>Ask for a terminal on the remote side.</summary>
    public bool Pty { get; init; } = true;

    /// <summary>For <see cref="RemoteAddressMode.Proxy"/>: the words that run our own wrapper; the first is an absolute path.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>The argument vector; the first word is the program.</summary>
    public IReadOnlyList<string> ToArguments(ServerInvocation server)
    {
        var words = new List<string>(Ssh) { "-n" };
        if (Pty)
            words.Add("-tt");
        switch (Mode)
        {
            case RemoteAddressMode.Proxy:
                words.AddRange(["-S", "none", "-o", "ProxyCommand=" + ToProxyCommand()]);
                break;
            case RemoteAddressMode.Remote when Family is "inet":
                words.Add("-4");
                break;
            case RemoteAddressMode.Remote when Family is "inet6":
                words.Add("-6");
                break;
            default:
                break;
        }

        words.AddRange([Destination, "--", server.ToShell(Mode == RemoteAddressMode.Remote)]);
        return words;
    }

    // ssh expands percent tokens first, and then its shell splits the text.
    private string ToProxyCommand() =>
        $"{ShellQuote.Quote(Wrapper.Append("--family=" + Family)).Replace("%", "%%", StringComparison.Ordinal)} --fake-proxy -- %h %p";
}

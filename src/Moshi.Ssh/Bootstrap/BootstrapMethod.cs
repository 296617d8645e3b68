namespace Moshi.Ssh.Bootstrap;

/// <summary>How the server is started over ssh, in the order in which the ways are tried (keyword Bootstrap).</summary>
public enum BootstrapMethod
{
    /// <summary>One line of shell as ssh's command: works under every login shell.</summary>
    Script,

    /// <summary>Words without quotes, for forced commands that split or whitelist what was asked for.</summary>
    Plain,

    /// <summary>The line on the standard input of <c>env sh</c>, for login shells with odd quoting.</summary>
    Stdin,
}

namespace Moshi.Ssh.Config;

/// <summary>
/// What ssh knows at a line of its files: it judges <c>Match</c> by the values that it has met so far, and reads its files a second time when the name
/// is made canonical or a line asks for <c>final</c> (ssh_config(5), Match). Held against <c>ssh -G</c> with random files.
/// </summary>
public sealed class SshPass
{
    private string? _hostName;
    private string? _user;
    private string? _port;
    private string? _tag;

    /// <summary>The second reading, in which <c>Host</c> looks at the final name.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>A line has asked for the second reading.</summary>
    public bool IsFinalWanted { get; private set; }

    /// <summary>Takes a keyword of ssh that applies, from the command line or a file; of each the first value counts.</summary>
    public void Take(string keyword, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count == 0)
            return;
        if (keyword.Equals("HostName", StringComparison.OrdinalIgnoreCase))
            _hostName ??= arguments[0];
        else if (keyword.Equals("User", StringComparison.OrdinalIgnoreCase))
            _user ??= arguments[0];
        else if (keyword.Equals("Port", StringComparison.OrdinalIgnoreCase))
            _port ??= arguments[0];
        else if (keyword.Equals("Tag", StringComparison.OrdinalIgnoreCase))
            _tag ??= arguments[0];
    }

    /// <summary>Judges <c>final</c>, and <c>canonical</c>, which is the same but asks for nothing.</summary>
    internal bool Final(bool isWanted)
    {
        IsFinalWanted |= isWanted;
        return IsFinal;
    }

    internal void BeginFinal() => IsFinal = true;

    /// <summary>What a line here is compared with.</summary>
    /// <param name="whole">What ssh says in the end.</param>
    internal ConfigContext Context(ConfigContext whole) => whole with
    {
        Host = IsFinal ? whole.Host : HostName(whole.OriginalHost),
        User = _user ?? whole.LocalUser,
        Port = _port ?? "22",
        Tag = _tag ?? "",
    };

    private string HostName(string typed) =>
        _hostName is null ? typed : string.Join('%', _hostName.Split("%%").Select(part => part.Replace("%h", typed, StringComparison.Ordinal)));
}

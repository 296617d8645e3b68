using Moshi.Platform.Users;
using Moshi.Platform.Utmp;

namespace Moshi.Server;

/// <summary>
/// The session's line in utmp, where libutempter is installed: <c>mosh [PID]</c>, with the client's address in front while there is one
/// (mosh-protocol "utmp").
/// </summary>
internal sealed class LoginRegistration(int masterDescriptor, int processId) : IDisposable
{
    /// <summary>After this long without a new client state the client no longer counts as connected.</summary>
    public static readonly TimeSpan ConnectedFor = TimeSpan.FromSeconds(30);

    private readonly string _detached = DetachedHost(processId);
    private bool _isUnwritable;
    private string? _written;

    /// <summary>The record names a client. Kept also where no record can be written.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>Writes the record for a client at this numeric address.</summary>
    public void Attach(string address)
    {
        IsAttached = true;
        Write($"{address} via {_detached}");
    }

    /// <summary>Writes the record for a session that nobody looks at.</summary>
    public void Detach()
    {
        IsAttached = false;
        Write(_detached);
    }

    /// <summary>Hosts of this user's other sessions that nobody looks at, as utmp names them.</summary>
    public static IReadOnlyList<string> FindDetached(int ownProcessId) =>
        UserAccount.Current() is { } account
            ? FindDetached(LoginRecord.ReadAll(), account.Name, ownProcessId, line => File.Exists(Path.Combine("/dev", line)))
            : [];

    /// <param name="logins">All of utmp.</param>
    /// <param name="user">Whose sessions.</param>
    /// <param name="ownProcessId">The session that asks.</param>
    /// <param name="hasTerminal">Whether a terminal still exists: a server that was killed leaves its record behind.</param>
    internal static IReadOnlyList<string> FindDetached(IReadOnlyList<LoginRecord> logins, string user, int ownProcessId, Func<string, bool> hasTerminal)
    {
        string own = DetachedHost(ownProcessId);
        var found = new List<string>();
        foreach (LoginRecord login in logins)
        {
            if (string.Equals(login.User, user, StringComparison.Ordinal)
                && login.Host.StartsWith("mosh [", StringComparison.Ordinal)
                && login.Host.EndsWith(']')
                && !string.Equals(login.Host, own, StringComparison.Ordinal)
                && hasTerminal(login.Line))
            {
                found.Add(login.Host);
            }
        }

        return found;
    }

    /// <summary>Takes the record away; before the master is closed. Nothing is written afterwards.</summary>
    public void Dispose()
    {
        IsAttached = false;
        _isUnwritable = true;
        if (_written is not null)
            Utempter.Remove(masterDescriptor);
        _written = null;
    }

    private static string DetachedHost(int processId) => $"mosh [{processId}]";

    private void Write(string host)
    {
        if (_isUnwritable || string.Equals(host, _written, StringComparison.Ordinal))
            return;

        // Each attempt is a child process: a machine without utmp is asked once.
        _isUnwritable = !Utempter.IsAvailable || !Utempter.Add(masterDescriptor, host);
        if (!_isUnwritable)
            _written = host;
    }
}

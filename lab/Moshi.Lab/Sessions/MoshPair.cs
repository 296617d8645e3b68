using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Sessions;

/// <summary>A session of two real programs under the eye of tmux: server, optional link, client. Disposing ends them all.</summary>
public sealed class MoshPair : IDisposable
{
    private readonly bool _ownsTmux;

    private MoshPair(SessionPlan plan, MoshServer server, LinkEmulator? link, Tmux tmux, bool ownsTmux, TmuxPane pane)
    {
        Plan = plan;
        Server = server;
        Link = link;
        Tmux = tmux;
        Pane = pane;
        _ownsTmux = ownsTmux;
    }

    /// <summary>What was asked for.</summary>
    public SessionPlan Plan { get; }

    /// <summary>The server.</summary>
    public MoshServer Server { get; }

    /// <summary>The link, if there is one.</summary>
    public LinkEmulator? Link { get; }

    /// <summary>The eye, for further panes.</summary>
    public Tmux Tmux { get; }

    /// <summary>The client's terminal.</summary>
    public TmuxPane Pane { get; }

    /// <summary>Where the client sends to.</summary>
    public IPEndPoint ClientTarget => Link?.EndPoint ?? Server.EndPoint;

    /// <summary>Starts server, link and client. Does not wait for anything to be on the screen.</summary>
    public static MoshPair Start(SessionPlan plan, Tmux? tmux = null)
    {
        var server = MoshServer.Start(plan.Pairing.Server, plan.Command, plan.Address, plan.ServerVariables);
        LinkEmulator? link = null;
        Tmux eye = tmux ?? new Tmux();
        try
        {
            link = plan.Link is null ? null : new LinkEmulator(server.EndPoint, plan.Link, plan.Seed);
            TmuxPane pane = MoshClient.StartInTmux(eye, plan.Pairing.Client, link?.EndPoint ?? server.EndPoint, server.Key, plan.Size, plan.ClientVariables);
            return new MoshPair(plan, server, link, eye, tmux is null, pane);
        }
        catch
        {
            link?.Dispose();
            server.Dispose();
            if (tmux is null)
                eye.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs the same program directly in a pane of the same size, with the environment that a server gives it: what the session has to look like.
    /// </summary>
    public TmuxPane OpenDirect() => OpenDirect(Plan.Command);

    /// <summary>As <see cref="OpenDirect()"/>, with another command.</summary>
    public TmuxPane OpenDirect(IReadOnlyList<string> command)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean(Server.Home);
        foreach ((string name, string value) in Plan.ServerVariables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            environment[name] = value;
        environment["TERM"] = "xterm-256color";
        environment["NCURSES_NO_UTF8_ACS"] = "1";
        return Tmux.Open(["env", "-C", Server.Home, .. command], environment, Plan.Size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsTmux)
            Tmux.Dispose();
        Link?.Dispose();
        Server.Dispose();
    }
}

using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Interop;

/// <summary>The same program twice: in a session, and directly on a terminal of the same kind. Both must look the same at every step.</summary>
internal sealed class SideBySide : IDisposable
{
    private readonly MoshPair _pair;
    private readonly TmuxPane _direct;

    private SideBySide(MoshPair pair, TmuxPane direct)
    {
        _pair = pair;
        _direct = direct;
    }

    /// <summary>The session.</summary>
    public TmuxPane Session => _pair.Pane;

    /// <summary>The direct run.</summary>
    public TmuxPane Direct => _direct;

    /// <summary>Starts both. Files of <paramref name="prepare"/> go to the home directory, where both run.</summary>
    public static SideBySide Start(SessionPlan plan, Action<string>? prepare = null)
    {
        // The program waits for its files, which need the home directory of the server that starts it.
        string[] command = ["sh", "-c", "while [ ! -e .prepared ]; do sleep 0.02; done; exec \"$@\"", "sh", .. plan.Command];
        var pair = MoshPair.Start(plan with { Command = command });
        try
        {
            prepare?.Invoke(pair.Server.Home);
            File.WriteAllText(Path.Combine(pair.Server.Home, ".prepared"), "");
            return new SideBySide(pair, pair.OpenDirect());
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <summary>Types the same at both.</summary>
    public void Type(string keys)
    {
        Session.Type(keys);
        Direct.Type(keys);
    }

    /// <summary>Presses the same keys at both, by tmux's names; each terminal encodes them as its program's modes ask.</summary>
    public void Press(params string[] keys)
    {
        Session.Press(keys);
        Direct.Press(keys);
    }

    /// <summary>Resizes both.</summary>
    public void Resize(int columns, int rows)
    {
        Session.Resize(new TerminalSize(columns, rows));
        Direct.Resize(new TerminalSize(columns, rows));
    }

    /// <summary>Waits until the direct run shows a text, then until the session looks like it.</summary>
    public void AssertSame(string what, string? whenDirectShows = null)
    {
        if (whenDirectShows is not null)
            Direct.WaitForText(whenDirectShows);
        Session.WaitUntilSameAs(Direct, $"{_pair.Plan.Pairing}, {what}");
    }

    /// <inheritdoc/>
    public void Dispose() => _pair.Dispose();
}

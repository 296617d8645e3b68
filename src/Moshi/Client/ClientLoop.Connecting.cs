using Moshi.Platform.Net;
using Moshi.Terminal.Prediction;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>The beginning of a session: a server that is awaited, addresses that come to be known, the login that ends, and the search for a cause when nothing comes.</summary>
internal sealed partial class ClientLoop
{
    private void WatchConnecting(Instant now)
    {
        if (!IsOpen)
            return;
        switch (_connect.Advance(HasHostState, now))
        {
            case ConnectStep.SayWaiting:
                Notice($"Nothing received from server on {CandidateRace.Describe(_race.Candidates)}.", NoticeLifetime.Permanent, now);
                break;
            case ConnectStep.SeekCause:
                SeekCause(wasHeard: false);
                break;
            case ConnectStep.ClearNotice:
                _overlay.Bar.Clear();
                _isDirty = true;
                EndSearch();
                break;
            case ConnectStep.GiveUp:
                Leave("Timed out waiting for server...", now);
                break;
        }
    }

    private void WatchLoginEnd(Instant now)
    {
        if (!IsOpen)
            return;
        switch (_loginEnd.Advance(_session.LastHeard, _session.Srtt, now))
        {
            case LoginEndStep.Ask:
                // Any server has to acknowledge it, and it changes nothing.
                _session.Current.AppendResize(_frontEnd.Size);
                break;
            case LoginEndStep.SeekCause:
                SeekCause(wasHeard: true);
                break;
        }
    }

    private void SeekCause(bool wasHeard)
    {
        if (_settings.CauseSearch is not { } search || _hasSearched)
            return;
        _hasSearched = true;
        search.Begin(wasHeard);
        _searchSlot = _poll.Add(search.Descriptor);
    }

    /// <summary>The search for a cause is over. What it has found is shown when the terminal is the user's again, and that is at once: nothing will come any more.</summary>
    private void TakeCause(Instant now)
    {
        if (_searchSlot is not { } slot || !_poll.IsReadable(slot))
            return;
        EndSearch();
        if (_settings.CauseSearch!.Result == SearchResult.None || (HasHostState && (_settings.CauseSearch.Result != SearchResult.Death || _session.LastHeard > now - LoginEndWatch.Patience)))
            return;
        Leave("The server cannot be reached.", now);
        _interruptEnds = Instant.Min(_interruptEnds, now + InterruptLimit);
    }

    private void EndSearch()
    {
        if (_searchSlot is not { } slot)
            return;
        _poll.Remove(slot);
        _searchSlot = null;
        _settings.CauseSearch!.Cancel();
    }

    private void ReadFeed(Instant now)
    {
        if (_feedSlot is not { } slot || !_poll.IsReadable(slot))
            return;
        ICandidateFeed feed = _settings.MoreServers!;
        feed.Read(_found);
        foreach (UdpEndpoint found in _found)
            _race.Add(found, now);
        _found.Clear();
        if (!feed.IsOver)
            return;
        _poll.Remove(slot);
        _feedSlot = null;
    }

    /// <summary>ssh's connection is kept until the server has answered: should it not, the cause is looked for without another login.</summary>
    private void EndLogin(Instant now)
    {
        if (_isLoginOver || !HasHostState || _settings.MoreServers is not { IsOver: true } feed)
            return;
        _isLoginOver = true;
        feed.Dispose();
        _loginEnd.LoginEnds(now);
    }
}

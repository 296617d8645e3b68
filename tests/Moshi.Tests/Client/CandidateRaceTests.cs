using Moshi.Client;
using Moshi.Platform.Net;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class CandidateRaceTests
{
    private static readonly TimeSpan s_srtt = TimeSpan.FromMilliseconds(50);
    private static readonly Instant s_start = new(1_000_000);

    [Fact]
    public void The_best_address_has_a_moment_for_itself_and_then_one_more_joins_at_a_time()
    {
        CandidateRace race = Race("203.0.113.1", "2001:db8::1", "203.0.113.2");

        Assert.Equal("203.0.113.1:60001", Targets(race));
        Assert.False(Step(race, 99));
        Assert.True(Step(race, 100));
        Assert.Equal("203.0.113.1:60001 [2001:db8::1]:60001", Targets(race));
        Assert.False(Step(race, 199));
        Assert.True(Step(race, 200));
        Assert.Equal("203.0.113.1:60001 [2001:db8::1]:60001 203.0.113.2:60001", Targets(race));
        Assert.Equal("203.0.113.2:60001", race.Current.ToString());
    }

    [Fact]
    public void An_answer_within_the_first_moment_keeps_the_others_out_and_changes_nothing()
    {
        CandidateRace race = Race("203.0.113.1", "203.0.113.2");

        Assert.False(race.NoteAnswer(At("203.0.113.1")));

        Assert.False(Step(race, 100));
        Assert.Equal("203.0.113.1:60001", Targets(race));
        Assert.True(race.IsSettled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_first_answer_wins_and_the_server_is_told_once(int winner)
    {
        string[] all = ["203.0.113.1", "2001:db8::1", "203.0.113.2"];
        CandidateRace race = Race(all);
        Step(race, 100);
        Step(race, 200);

        Assert.True(race.NoteAnswer(At(all[winner])), "the server may think that we are where the last datagram came from");

        Assert.Equal(At(all[winner]).ToString(), Targets(race));
        Assert.False(race.NoteAnswer(At(all[(winner + 1) % 3])), "a late answer from elsewhere");
        Assert.Equal(At(all[winner]).ToString(), Targets(race));
    }

    [Fact]
    public void While_nobody_answers_all_are_nudged_a_few_times_and_then_left_to_the_heartbeat()
    {
        CandidateRace race = Race("203.0.113.1", "203.0.113.2");
        var steps = new List<int>();
        for (int ms = 0; ms < 20_000; ms++)
        {
            if (Step(race, ms))
                steps.Add(ms);
        }

        Assert.Equal([100, 350, 850, 1850, 3850], steps);
        Assert.Equal(Instant.Never, race.NextDeadline(s_srtt));
    }

    [Fact]
    public void A_single_address_is_never_doubted()
    {
        CandidateRace race = Race("203.0.113.1");

        Assert.Equal(Instant.Never, race.NextDeadline(s_srtt));
        Assert.False(Step(race, 60_000));
        Assert.False(race.NoteUnreachable(At("203.0.113.1"), Ms(0)));
        Assert.False(race.NoteAnswer(At("198.51.100.77")));
        Assert.False(Step(race, 90_000, lastHeardMs: 0));
        Assert.Equal("203.0.113.1:60001", Targets(race));
    }

    [Fact]
    public void Silence_after_something_was_sent_brings_all_of_them_back_and_the_other_family_may_win()
    {
        CandidateRace race = Race("203.0.113.1", "2001:db8::1");
        race.NoteAnswer(At("203.0.113.1"));

        Assert.False(Step(race, 5000, lastHeardMs: 1000), "the waiting begins now");
        Assert.Equal(Ms(8000), race.NextDeadline(s_srtt));
        Assert.False(Step(race, 7999, lastHeardMs: 1000));
        Assert.True(Step(race, 8000, lastHeardMs: 1000));
        Assert.Equal("203.0.113.1:60001 [2001:db8::1]:60001", Targets(race));
        Assert.True(race.NoteAnswer(At("2001:db8::1")));
        Assert.Equal("[2001:db8::1]:60001", Targets(race));
    }

    [Fact]
    public void An_idle_or_an_answering_server_is_not_doubted()
    {
        CandidateRace race = Race("203.0.113.1", "203.0.113.2");
        race.NoteAnswer(At("203.0.113.1"));
        for (int ms = 0; ms < 600_000; ms += 100)
        {
            Assert.False(race.Advance(isWaiting: false, Ms(0), s_srtt, Ms(ms)), "nothing is to be answered");
            Assert.False(race.Advance(isWaiting: true, Ms(ms), s_srtt, Ms(ms)), "it has just been heard");
        }
    }

    [Fact]
    public void A_long_way_has_more_patience()
    {
        CandidateRace race = Race("203.0.113.1", "203.0.113.2");
        race.NoteAnswer(At("203.0.113.1"));
        var srtt = TimeSpan.FromSeconds(4);

        Assert.False(race.Advance(isWaiting: true, Ms(0), srtt, Ms(1000)));
        Assert.False(race.Advance(isWaiting: true, Ms(0), srtt, Ms(12_999)));
        Assert.True(race.Advance(isWaiting: true, Ms(0), srtt, Ms(13_000)));
    }

    [Fact]
    public void An_address_that_cannot_be_sent_to_is_not_waited_for()
    {
        CandidateRace race = Race("2001:db8::1", "203.0.113.1");

        Assert.False(race.NoteUnreachable(At("2001:db8::1"), Ms(1)));
        Assert.True(Step(race, 1));
        Assert.Equal("[2001:db8::1]:60001 203.0.113.1:60001", Targets(race));
    }

    [Fact]
    public void When_the_way_to_the_server_is_gone_the_others_are_tried_at_once()
    {
        CandidateRace race = Race("203.0.113.1", "2001:db8::1");
        race.NoteAnswer(At("203.0.113.1"));

        Assert.True(race.NoteUnreachable(At("203.0.113.1"), Ms(50)));
        Assert.False(race.NoteUnreachable(At("203.0.113.1"), Ms(51)), "once");
        Assert.Equal("203.0.113.1:60001 [2001:db8::1]:60001", Targets(race));
    }

    [Fact]
    public void A_host_that_answers_from_another_of_its_addresses_is_kept_at_the_one_that_was_reached()
    {
        CandidateRace race = Race("2001:db8::1", "203.0.113.1");
        Step(race, 100);

        Assert.True(race.NoteAnswer(At("203.0.113.200")));
        Assert.Equal("203.0.113.1:60001", Targets(race));
    }

    [Fact]
    public void An_address_that_is_found_later_joins_at_once_if_the_others_are_all_being_tried()
    {
        CandidateRace race = Race("203.0.113.1");
        race.Add(At("203.0.113.9"), Ms(700));

        Assert.True(Step(race, 700));
        Assert.Equal("203.0.113.1:60001 203.0.113.9:60001", Targets(race));
        race.Add(At("203.0.113.9"), Ms(800));
        Assert.Equal(2, race.Candidates.Count);
    }

    [Fact]
    public void Never_more_than_eight_and_what_was_found_out_goes_before_what_was_guessed()
    {
        string[] nine = [.. Enumerable.Range(1, 9).Select(static number => $"203.0.113.{number}")];
        CandidateRace race = Race(nine);

        Assert.Equal(CandidateRace.Limit, race.Candidates.Count);
        race.Add(At("198.51.100.1"), Ms(50));
        Assert.Equal(CandidateRace.Limit, race.Candidates.Count);
        Assert.Equal("198.51.100.1:60001", race.Candidates[^1].ToString());
        for (int ms = 0; ms <= 1000; ms++)
            Step(race, ms);
        race.Add(At("198.51.100.2"), Ms(1001));
        Assert.DoesNotContain(At("198.51.100.2"), race.Candidates);
        Assert.Equal(CandidateRace.Limit, race.Targets.Length);
    }

    [Fact]
    public void The_words_for_a_single_address_are_those_of_mosh()
    {
        Assert.Equal("UDP port 60001", CandidateRace.Describe([At("203.0.113.1")]));
        Assert.Equal("UDP port 60001 at 203.0.113.1, 2001:db8::1", CandidateRace.Describe([At("203.0.113.1"), At("2001:db8::1")]));
        Assert.Equal("UDP at 203.0.113.1:60001, [2001:db8::1]:60002", CandidateRace.Describe([At("203.0.113.1"), At("2001:db8::1").WithPort(60002)]));
        Assert.Equal(
            "UDP port 60001 at 10.0.0.1, 10.0.0.2, 10.0.0.3 and 2 more",
            CandidateRace.Describe([At("10.0.0.1"), At("10.0.0.2"), At("10.0.0.3"), At("10.0.0.4"), At("10.0.0.5")]));
    }

    private static CandidateRace Race(params string[] addresses) => new([.. addresses.Select(At)], s_start);

    private static UdpEndpoint At(string address) => UdpEndpoint.TryParse(address, 60001, out UdpEndpoint endpoint) ? endpoint : throw new FormatException(address);

    private static bool Step(CandidateRace race, int ms, int lastHeardMs = 0) => race.Advance(isWaiting: true, Ms(lastHeardMs), s_srtt, Ms(ms));

    private static Instant Ms(int ms) => s_start + TimeSpan.FromMilliseconds(ms);

    private static string Targets(CandidateRace race) => string.Join(' ', race.Targets.ToArray());
}

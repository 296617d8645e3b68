using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class KnownPathsTests
{
    private static readonly Instant Start = new(1_000_000);
    private readonly KnownPaths _paths = new();

    [Fact]
    public void An_answer_proves_the_path_that_its_question_went_to_and_no_other()
    {
        _paths.Ask(Path(1), 11, Start);
        _paths.Ask(Path(2), 22, Start);
        Assert.False(_paths.TryTakeAnswer(33, Start, out _));
        Assert.True(_paths.TryTakeAnswer(22, Start, out NetworkPath proven));
        Assert.Equal(Path(2), proven);
        Assert.True(_paths.HasAnswered(Path(2), Start));
        Assert.False(_paths.HasAnswered(Path(1), Start));
        Assert.False(_paths.TryTakeAnswer(22, Start, out _));
    }

    [Fact]
    public void A_path_that_has_not_answered_is_asked_the_same_again()
    {
        Assert.Equal(11ul, _paths.Ask(Path(1), 11, Start));
        Assert.Equal(22ul, _paths.Ask(Path(2), 22, Start));
        Assert.Equal(11ul, _paths.Ask(Path(1), 33, Start));
    }

    [Fact]
    public void Another_port_is_another_path_of_a_known_address()
    {
        _paths.Ask(Path(1), 11, Start);
        Assert.False(_paths.HasAnsweredFromAddress(Path(1, 4001), Start));
        _paths.TryTakeAnswer(11, Start, out _);
        Assert.False(_paths.HasAnswered(Path(1, 4001), Start));
        Assert.True(_paths.HasAnsweredFromAddress(Path(1, 4001), Start));
        Assert.False(_paths.HasAnsweredFromAddress(Path(2), Start));
    }

    [Fact]
    public void A_path_is_forgotten_when_it_was_left_long_ago_and_asked_something_else_then()
    {
        _paths.Ask(Path(1), 11, Start);
        _paths.TryTakeAnswer(11, Start, out _);
        Instant left = Start + TimeSpan.FromHours(1);
        _paths.NoteUse(Path(1), left);
        Assert.True(_paths.HasAnswered(Path(1), left + KnownPaths.Memory - TimeSpan.FromSeconds(1)));
        Assert.False(_paths.HasAnswered(Path(1), left + KnownPaths.Memory));
        Assert.Equal(22ul, _paths.Ask(Path(1), 22, left + KnownPaths.Memory));
        Assert.False(_paths.HasAnswered(Path(1), left + KnownPaths.Memory));
    }

    [Fact]
    public void Of_many_paths_the_one_left_first_is_forgotten()
    {
        for (int i = 1; i <= KnownPaths.MaxPaths; i++)
        {
            _paths.Ask(Path(i), (ulong)i, Start + TimeSpan.FromSeconds(i));
            _paths.TryTakeAnswer((ulong)i, Start + TimeSpan.FromSeconds(i), out _);
        }
        Instant now = Start + TimeSpan.FromMinutes(1);
        _paths.NoteUse(Path(1), now);
        _paths.Ask(Path(9), 99, now);
        Assert.True(_paths.HasAnswered(Path(1), now));
        Assert.False(_paths.HasAnswered(Path(2), now));
        Assert.True(_paths.HasAnswered(Path(3), now));
    }

    private static NetworkPath Path(int host, ushort port = 4000) => NetworkPath.FromIPv4([10, 0, 0, (byte)host], port);
}

using Moshi.Server;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class ProgramEndTests
{
    private static readonly Instant Start = new(5_000_000);

    [Fact]
    public void A_running_program_ends_nothing()
    {
        var end = new ProgramEnd();
        end.Note(status: null, isHungUp: false, isDrained: true, Start);
        Assert.Equal(Instant.Never, end.At);
        Assert.Equal(0, end.Status);
    }

    [Fact]
    public void The_end_of_a_program_that_was_read_to_the_last_byte_is_now()
    {
        var end = new ProgramEnd();
        end.Note(status: 42, isHungUp: false, isDrained: true, Start);
        Assert.Equal(Start, end.At);
        Assert.Equal(42, end.Status);
    }

    [Fact]
    public void A_status_that_comes_after_the_hang_up_is_told_and_not_waited_out()
    {
        var end = new ProgramEnd();
        end.Note(status: null, isHungUp: true, isDrained: true, Start);
        Assert.Equal(Start + ProgramEnd.Grace, end.At);
        Instant later = Start + TimeSpan.FromMilliseconds(2);
        end.Note(status: 3, isHungUp: true, isDrained: true, later);
        Assert.Equal(later, end.At);
        Assert.Equal(3, end.Status);
    }

    [Fact]
    public void A_background_job_that_floods_the_terminal_cannot_keep_the_session()
    {
        var end = new ProgramEnd();
        for (int turn = 0; turn < 100; turn++)
            end.Note(status: 0, isHungUp: false, isDrained: false, Start + TimeSpan.FromMilliseconds(turn));
        Assert.Equal(Start + ProgramEnd.Grace, end.At);
    }

    [Fact]
    public void A_program_that_does_not_tell_is_waited_for_only_so_long()
    {
        var end = new ProgramEnd();
        end.Note(status: null, isHungUp: true, isDrained: true, Start);
        end.Note(status: null, isHungUp: true, isDrained: true, Start + TimeSpan.FromSeconds(0.9));
        Assert.Equal(Start + ProgramEnd.Grace, end.At);
    }

    [Fact]
    public void The_reason_of_a_failed_start_stands_long_enough_to_be_read()
    {
        var end = new ProgramEnd();
        end.FailedToStart(127, Start);
        Assert.Equal(Start + ProgramEnd.FailureShown, end.At);
        Assert.Equal(127, end.Status);
    }
}

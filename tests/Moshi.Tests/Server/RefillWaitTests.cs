using Moshi.Server;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class RefillWaitTests
{
    private const int Full = 4095, Short = 700;

    [Fact]
    public void It_waits_after_a_read_that_left_nothing_out_and_not_after_a_short_one()
    {
        RefillWait wait = new(isPossible: true);
        Assert.False(wait.IsWorthwhile(Short));
        Assert.True(wait.IsWorthwhile(Full));
    }

    [Fact]
    public void It_goes_on_after_short_reads_as_long_as_waiting_helps()
    {
        RefillWait wait = new(isPossible: true);
        Assert.True(wait.IsWorthwhile(Full));
        wait.Note(hasFilled: true);
        Assert.True(wait.IsWorthwhile(Short));
        wait.Note(hasFilled: false);
        Assert.False(wait.IsWorthwhile(Short));
    }

    [Fact]
    public void A_program_that_prints_slower_than_it_is_read_is_waited_for_ever_more_rarely()
    {
        RefillWait wait = new(isPossible: true);
        int waits = 0;
        for (int read = 0; read < 10_000; read++)
        {
            if (wait.IsWorthwhile(Full))
            {
                wait.Note(hasFilled: false);
                waits++;
            }
        }

        // 1, 3, 7, 15, 31 left out between the first six, then 63 each.
        Assert.InRange(waits, 10_000 / 64, 10_000 / 64 + 6);
    }

    [Fact]
    public void One_wait_that_helped_ends_the_abstinence()
    {
        RefillWait wait = new(isPossible: true);
        for (int failure = 0; failure < 8; failure++)
        {
            while (!wait.IsWorthwhile(Full))
            {
            }

            wait.Note(hasFilled: false);
        }

        while (!wait.IsWorthwhile(Full))
        {
        }

        wait.Note(hasFilled: true);
        Assert.True(wait.IsWorthwhile(Full));
    }

    [Fact]
    public void On_one_processor_it_never_waits()
    {
        RefillWait wait = new(isPossible: false);
        Assert.False(wait.IsWorthwhile(Full));
    }
}

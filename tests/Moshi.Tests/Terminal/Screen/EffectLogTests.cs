using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Screen;

/// <summary>What has to happen once is kept until it can have happened.</summary>
public sealed class EffectLogTests
{
    [Fact]
    public void Flood_of_notifications_does_not_push_out_the_clipboard()
    {
        EffectLog log = EffectLog.Empty.Append(EffectKind.Clipboard, "c", "YQ=="u8.ToArray());
        for (int count = 0; count < 100; count++)
        {
            log = log.Append(EffectKind.Notification, "9", "done"u8.ToArray());
        }

        Assert.Equal(EffectLog.MaxEffects, log.Effects.Length);
        Assert.Equal((EffectKind.Clipboard, 1UL), (log.Effects[0].Kind, log.Effects[0].Sequence));
        Assert.Equal(101UL, log.LastSequence);
    }

    [Fact]
    public void Newer_clipboard_of_a_selection_replaces_the_older_one()
    {
        EffectLog log = EffectLog.Empty;
        for (int count = 0; count < 100; count++)
        {
            log = log.Append(EffectKind.Clipboard, "c", "YQ=="u8.ToArray());
        }

        Assert.Equal(100UL, Assert.Single(log.Effects.ToArray()).Sequence);
    }
}

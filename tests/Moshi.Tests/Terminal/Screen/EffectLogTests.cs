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
            log = log.Append(EffectKind.Notification, "9", "done"u8.ToArray());

        Assert.Equal(EffectLog.MaxEffects, log.Effects.Length);
        Assert.Equal((EffectKind.Clipboard, 1UL), (log.Effects[0].Kind, log.Effects[0].Sequence));
        Assert.Equal(101UL, log.LastSequence);
    }

    [Theory]
    [InlineData(4, EffectLog.MaxEffects - 1)]
    [InlineData(EffectLog.SmallClipboardBytes + 4, 1)]
    public void Every_short_copy_is_kept_for_a_while_and_of_long_ones_the_newest(int bytes, int kept)
    {
        EffectLog log = EffectLog.Empty.Append(EffectKind.Notification, "9", "done"u8.ToArray());
        for (int count = 0; count < 100; count++)
            log = log.Append(EffectKind.Clipboard, "c", new byte[bytes]);

        Effect[] effects = log.Effects.ToArray();
        Assert.Equal(EffectKind.Notification, effects[0].Kind);
        Assert.Equal(kept, effects.Length - 1);
        Assert.Equal(101UL, effects[^1].Sequence);
        Assert.All(effects[1..], (effect, index) => Assert.Equal((ulong)(102 - kept + index), effect.Sequence));
    }

    [Theory]
    [InlineData(EffectKind.UserVariable)]
    [InlineData(EffectKind.Notification)]
    [InlineData(EffectKind.Clipboard)]
    public void A_kind_that_fills_the_log_does_not_keep_out_the_others(EffectKind flood)
    {
        EffectLog log = EffectLog.Empty;
        for (int count = 0; count < 100; count++)
            log = log.Append(flood, flood == EffectKind.UserVariable ? $"v{count}" : "c", "eA=="u8.ToArray());

        EffectKind[] others = new[] { EffectKind.UserVariable, EffectKind.Notification, EffectKind.Clipboard }.Where(kind => kind != flood).ToArray();
        for (int count = 0; count < 8; count++)
        {
            foreach (EffectKind kind in others)
            {
                log = log.Append(kind, kind == EffectKind.UserVariable ? $"w{count}" : "p", "eQ=="u8.ToArray());
                Assert.Equal((kind, log.LastSequence), (log.Effects[^1].Kind, log.Effects[^1].Sequence));
            }
        }

        Assert.All(others, kind => Assert.Equal(8, log.Effects.ToArray().Count(effect => effect.Kind == kind)));
        Assert.Equal(EffectLog.MaxEffects, log.Effects.Length);
    }
}

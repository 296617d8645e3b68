using System.Text;
using Moshi.Terminal.Screen;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>Whatever the network does, a notification comes once, and the clipboard ends up as the program left it.</summary>
public sealed class EffectTests
{
    [Fact]
    public void Each_effect_is_performed_exactly_once_and_in_order()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            ulong performed = 0;
            var notifications = new List<string>();
            var clipboards = new List<string>();
            var profile = new LinkProfile { DelayMs = 60, JitterMs = 40, Loss = seed % 4 * 0.12, Duplication = 0.1 };
            var pair = new ScreenPair(seed, TimerPolicy.Responsive, TimerPolicy.Responsive, profile, new WindowSize(60, 15), isOurs: true)
            {
                FrameShown = picture => Perform(picture.Effects, ref performed, notifications, clipboards),
            };
            var random = new Random(seed);
            pair.Run(TimeSpan.FromSeconds(1));
            for (int round = 0; round < 40; round++)
            {
                // As many at once as the log is good for, then a moment: more may be forgotten, but never be seen twice.
                for (int burst = random.Next(1, 4); burst > 0; burst--)
                    pair.Print(Encoding.ASCII.GetBytes($"\u001b]9;note {round} {burst}\a\u001b]52;c;{Convert.ToBase64String([(byte)round])}\atext {round}\r\n"));
                pair.Run(TimeSpan.FromMilliseconds(random.Next(400, 1200)));
                if (random.Next(6) == 0)
                    pair.Roam();
            }

            pair.Settle($"seed {seed}");
            Assert.True(notifications.Count == notifications.Distinct(StringComparer.Ordinal).Count(), $"seed {seed}: one came twice: {string.Join(',', notifications)}");
            Assert.Equal(pair.Live.Screen.Effects.LastSequence, performed);
            Assert.True(notifications.Count > 30, $"seed {seed}: only {notifications.Count} notifications");
            Assert.Equal("39", clipboards[^1]);
            Assert.Equal(notifications.Order(NoteOrder), notifications, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void The_same_clipboard_text_set_twice_is_set_twice()
    {
        ulong performed = 0;
        var clipboards = new List<string>();
        var pair = new ScreenPair(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile(), new WindowSize(60, 15), isOurs: true)
        {
            FrameShown = picture => Perform(picture.Effects, ref performed, [], clipboards),
        };
        pair.Run(TimeSpan.FromSeconds(1));
        for (int round = 0; round < 2; round++)
        {
            pair.Print("\u001b]52;c;QQ==\a"u8);
            pair.Run(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["65", "65"], clipboards);
    }

    private static readonly Comparer<string> NoteOrder = Comparer<string>.Create((one, other) =>
    {
        string[] a = one.Split(' '), b = other.Split(' ');
        int round = int.Parse(a[1], System.Globalization.CultureInfo.InvariantCulture) - int.Parse(b[1], System.Globalization.CultureInfo.InvariantCulture);
        return round != 0 ? round : string.CompareOrdinal(b[2], a[2]);
    });

    private static void Perform(EffectLog log, ref ulong performed, List<string> notifications, List<string> clipboards)
    {
        foreach (Effect effect in log.Effects)
        {
            if (effect.Sequence <= performed)
                continue;
            performed = effect.Sequence;
            if (effect.Kind == EffectKind.Notification)
                notifications.Add(NoteIn(effect));
            else if (effect.Kind == EffectKind.Clipboard)
                clipboards.Add(Convert.FromBase64String(Encoding.ASCII.GetString(effect.Payload.Span))[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static string NoteIn(Effect effect)
    {
        string text = Encoding.UTF8.GetString(effect.Payload.Span);
        return text[text.IndexOf("note", StringComparison.Ordinal)..].Trim('\0', '\u001b', '\\', '\a');
    }
}

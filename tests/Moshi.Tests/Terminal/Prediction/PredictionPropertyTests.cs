using System.Text;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

public sealed class PredictionPropertyTests
{
    private const int Seeds = 60;

    [Fact]
    public void Frame_equals_the_server_state_once_all_keys_are_acknowledged()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            (ClientModel client, SimulatedHost host) = Start(random, (PredictionMode)random.Next(4));
            for (int i = 0; i < 60; i++)
            {
                host.Echo = random.Next(20) == 0 ? (HostEcho)random.Next(4) : host.Echo;
                Type(client, host, RandomKeys(random));
                host.Run(random.Next(120));
            }

            host.Run(1000);
            Assert.True(host.IsIdle, $"seed {seed}: the host is still busy");
            string differences = FrameComparison.Differences(client.ServerScreen, client.Paint());
            Assert.True(differences.Length == 0, $"seed {seed}:\n{differences}");
            Assert.True(!client.Engine.HasPredictions, $"seed {seed}: guesses are left over");
            Assert.True(client.Engine.NextDeadlineMs == PredictionEngine.NoDeadline, $"seed {seed}: a timer runs");
        }
    }

    [Fact]
    public void What_is_certain_to_be_echoed_is_drawn_so_and_nothing_else_changes()
    {
        int certain = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            (ClientModel client, SimulatedHost host) = Start(random, (PredictionMode)random.Next(4));
            // Without marks, which are a matter of style.
            client.SendIntervalMs = random.Next(20, 50);
            for (int i = 0; i < 150; i++)
            {
                host.Echo = random.Next(20) == 0 ? (HostEcho)random.Next(4) : host.Echo;
                host.AsksPassword |= random.Next(30) == 0;
                byte key = (byte)random.Next('!', '~');
                Framebuffer before = client.Paint().Snapshot();
                bool isCertain = client.Engine.IsEchoCertain(out int row, out int column);
                if (isCertain)
                {
                    certain++;
                    Type(client, host, [key]);
                    Assert.True(before.CursorRow == row && before.CursorColumn == column, $"seed {seed}, key {i}: the cursor was elsewhere");
                    before.SetCell(row, column, key, column == 0 ? before.Pen : before.StyleOf(before[row, column - 1]));
                    before.MoveCursor(row, column + 1);
                    string differences = FrameComparison.Differences(before, client.Paint());
                    Assert.True(differences.Length == 0, $"seed {seed}, key {i}:\n{differences}");
                }
                else
                {
                    Type(client, host, random.Next(3) == 0 ? RandomKeys(random) : [key]);
                }

                host.Run(random.Next(120));
            }
        }

        Assert.True(certain > 10 * Seeds, $"only {certain} keys were certain");
    }

    /// <summary>Passwords are of digits here, which nothing else on these screens is.</summary>
    [Fact]
    public void Nothing_typed_without_echo_is_ever_shown()
    {
        int shownGuesses = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            PredictionMode mode = seed % 2 == 0 ? PredictionMode.Adaptive : PredictionMode.Always;
            (ClientModel client, SimulatedHost host) = Start(random, mode);
            for (int round = 0; round < 4; round++)
            {
                foreach (char c in "sudo ls")
                {
                    Type(client, host, [(byte)c]);
                    shownGuesses += client.Paint().CursorColumn > client.ServerScreen.CursorColumn ? 1 : 0;
                    host.Run(random.Next(200));
                }

                host.AsksPassword = true;
                Type(client, host, "\r"u8.ToArray());

                // Some users wait for the prompt, some type ahead.
                host.Run(random.Next(500), () => AssertNoDigit(client, seed));
                for (int i = 0; i < 12; i++)
                {
                    Type(client, host, [(byte)random.Next('0', '9' + 1)]);
                    AssertNoDigit(client, seed);
                    host.Run(random.Next(random.Next(2) == 0 ? 20 : 400), () => AssertNoDigit(client, seed));
                }

                Type(client, host, "\r"u8.ToArray());
                host.Run(1000, () => AssertNoDigit(client, seed));
            }
        }

        Assert.True(shownGuesses > Seeds, "too few guesses were shown to prove anything");
    }

    [Fact]
    public void Typing_at_a_shell_is_mostly_shown_at_once_on_a_slow_link()
    {
        var random = new Random(1);
        var client = new ClientModel(80, 24) { SendIntervalMs = 150 };
        var host = new SimulatedHost(client, 150);
        host.Write("$ ");
        host.Run(500);
        int shown = 0;
        const int Keys = 300;
        for (int i = 0; i < Keys; i++)
        {
            int before = client.Paint().CursorColumn;
            Type(client, host, i % 40 == 39 ? "\r"u8.ToArray() : [(byte)random.Next('a', 'z' + 1)]);
            shown += client.Paint().CursorColumn == before + 1 ? 1 : 0;
            host.Run(random.Next(60, 200));
        }

        Assert.InRange(shown, (int)(Keys * 0.8), Keys);
    }

    [Fact]
    public void Any_keys_on_any_screen_leave_a_paintable_frame()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var settings = new PredictionSettings((PredictionMode)random.Next(4), random.Next(2) == 0);
            var client = new ClientModel(random.Next(1, 12), random.Next(1, 5), settings) { SendIntervalMs = random.Next(20, 250) };
            for (int i = 0; i < 60; i++)
            {
                switch (random.Next(6))
                {
                    case 0:
                        client.Receive(Encoding.UTF8.GetString(RandomKeys(random)), client.Sent - (ulong)random.Next((int)Math.Min(client.Sent, 5)));
                        break;
                    case 1:
                        client.Receive($"\u001B[{random.Next(1, 6)};{random.Next(1, 14)}H\u65E5\u0301\u2502\u001B[9{random.Next(8)}mx", client.Sent);
                        break;
                    case 3 when random.Next(3) == 0:
                        client.Discipline = new LineDiscipline(random.Next(2) == 0, random.Next(2) == 0, random.Next(3) == 0);
                        client.MeasuresClusters = random.Next(2) == 0;
                        client.Receive($"\u001B[{random.Next(1, 4)};1H\u001B[?2004h$ ab\u001B[90mcd\u001B[m\b\b", client.Sent);
                        break;
                    case 2 when random.Next(5) == 0:
                        client.Resize(random.Next(1, 12), random.Next(1, 5));
                        break;
                    default:
                        client.Type(RandomKeys(random));
                        break;
                }

                client.NowMs += random.Next(300);
                AssertSound(client.Paint(), seed);
            }
        }
    }

    private static (ClientModel Client, SimulatedHost Host) Start(Random random, PredictionMode mode)
    {
        int delay = random.Next(5, 300);
        var client = new ClientModel(random.Next(20, 80), random.Next(3, 24), new PredictionSettings(mode, random.Next(4) == 0))
        {
            SendIntervalMs = Math.Clamp(delay, 20, 250),
        };
        var host = new SimulatedHost(client, delay);
        host.Write("$ ");
        host.Run(700);
        return (client, host);
    }

    private static void Type(ClientModel client, SimulatedHost host, byte[] typed)
    {
        byte[] keys = client.Type(typed);
        if (keys.Length > 0)
            host.Send(keys);
    }

    private static byte[] RandomKeys(Random random)
    {
        byte[] keys = new byte[random.Next(1, 5)];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = random.Next(12) switch
            {
                0 => 0x7F,
                1 => (byte)'\r',
                2 => 0x1B,
                3 => "[OCD~"u8[random.Next(5)],
                4 => (byte)random.Next(0x20),
                5 => (byte)random.Next(0x80, 0x100),
                6 => (byte)' ',
                _ => (byte)random.Next('a', 'z' + 1),
            };
        }

        return random.Next(10) switch
        {
            0 => Encoding.UTF8.GetBytes("\u00E9\u65E5e\u0301"),
            1 => Encoding.UTF8.GetBytes("\u2764\uFE0F\U0001F469\u200D\U0001F680"),
            2 => [(byte)"\u0001\u0002\u0004\u0005\u0006\u000B\u0015\u0017\t"[random.Next(9)]],
            3 => "\u001B[3~"u8.ToArray(),
            _ => keys,
        };
    }

    private static void AssertNoDigit(ClientModel client, int seed)
    {
        Framebuffer frame = client.Paint();
        Assert.True(!frame.ToText().Any(char.IsAsciiDigit), $"seed {seed}: a password is shown\n{frame.ToText()}");
    }

    private static void AssertSound(Framebuffer frame, int seed)
    {
        Assert.InRange(frame.CursorColumn, 0, frame.Columns - 1);
        Assert.InRange(frame.CursorRow, 0, frame.Rows - 1);
        for (int row = 0; row < frame.Rows; row++)
        {
            Assert.True(!frame[row, frame.Columns - 1].IsWide, $"seed {seed}: a wide character in the last column");
            foreach (Cell cell in frame.CellsOf(row))
            {
                // Ids must be those of the frame's own table.
                Assert.True(frame.Symbols.HasStyle(cell.StyleId), $"seed {seed}: a style of another table");
                Assert.True(!cell.IsCluster || frame.Symbols.ClusterUtf8(cell).Length > 0, $"seed {seed}: a stray cluster");
            }
        }
    }
}

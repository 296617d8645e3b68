using System.Globalization;
using System.Text;
using Moshi.Session;
using Moshi.Terminal.Screen;
using Moshi.Transport.Buffers;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>States are used again once nobody holds them: what is held never changes, and what is not held cannot be used.</summary>
public sealed class RecycledStateTests
{
    private const int Seeds = 60;
    private const int Steps = 250;
    private const int MostHeld = 12;
    private static readonly WindowSize Size = new(40, 10);

    [Fact]
    public void A_picture_that_is_held_stays_as_it_is_whatever_happens_to_the_others()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var server = new HostState(Size, answersQueries: true) { WritesDeltas = seed % 3 != 0 };
            var first = new HostState(Size, answersQueries: false);
            var held = new List<Pair> { new(server.Snapshot(), first) };
            for (int step = 0; step < Steps; step++)
            {
                server.Feed(Output(random));
                server.ClearReplies();
                if (random.Next(12) == 0)
                    server.Resize(new WindowSize(random.Next(20, 50), random.Next(4, 14)));
                if (random.Next(3) != 0)
                    Follow(server, held, random);
                while (held.Count > MostHeld || (held.Count > 1 && random.Next(3) == 0))
                    LetGo(held, random.Next(held.Count));
                foreach (Pair pair in held)
                    pair.Check($"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void A_state_is_used_again_only_after_its_last_holder_has_let_go()
    {
        var live = new HostState(Size, answersQueries: true);
        HostState state = live.Snapshot();
        state.Hold();
        state.LetGo();
        Assert.NotSame(state, live.Snapshot());
        state.LetGo();
        Assert.Same(state, live.Snapshot());

        var keys = new UserStream();
        UserStream typed = keys.Snapshot();
        typed.Hold();
        typed.LetGo();
        Assert.NotSame(typed, keys.Snapshot());
        typed.LetGo();
        Assert.Same(typed, keys.Snapshot());
    }

    [Fact]
    public void A_state_that_nobody_holds_cannot_be_used()
    {
        var live = new HostState(Size, answersQueries: true);
        HostState state = live.Snapshot();
        Framebuffer picture = state.Screen;
        state.LetGo();
        Assert.Throws<InvalidOperationException>(() => state.Screen);
        Assert.Throws<InvalidOperationException>(() => live.Matches(state));
        Assert.Throws<InvalidOperationException>(() => state.Snapshot());
        Assert.Throws<InvalidOperationException>(state.Hold);
        Assert.Throws<InvalidOperationException>(state.LetGo);
        Assert.Throws<NullReferenceException>(() => picture.ToText());

        var keys = new UserStream();
        UserStream typed = keys.Snapshot();
        typed.LetGo();
        Assert.Throws<InvalidOperationException>(() => _ = keys.ReadSince(typed));
        Assert.Throws<InvalidOperationException>(() => typed.Snapshot());
        Assert.Throws<InvalidOperationException>(typed.Hold);
        Assert.Throws<InvalidOperationException>(typed.LetGo);
    }

    [Fact]
    public void A_row_that_nobody_holds_is_used_again()
    {
        var screen = new Framebuffer(20, 3);
        Framebuffer picture = screen.Snapshot();
        Row shared = screen.RowAt(1);
        Row written = screen.WritableRow(1);
        Assert.NotSame(shared, written);
        Assert.Same(written, screen.WritableRow(1));
        Assert.Same(shared, picture.WritableRow(1));
        picture.LetGo();
        picture.CopyFrom(screen);
        Assert.Same(shared, screen.WritableRow(1));
    }

    [Fact]
    public void A_row_that_stands_in_two_places_is_copied_before_it_is_written()
    {
        var screen = new Framebuffer(20, 4);
        screen.SetCell(0, 0, 'x', default);
        screen.CopyRows([new Moshi.Terminal.Delta.RowCopy(2, 0, 1), new Moshi.Terminal.Delta.RowCopy(3, 0, 1)]);
        screen.SetCell(2, 0, 'y', default);
        Assert.Equal("x\n\ny\nx", screen.ToText());
    }

    [Fact]
    public void What_is_kept_for_busy_times_is_bounded_and_goes_when_nothing_happens()
    {
        var live = new HostState(new WindowSize(80, 24), answersQueries: true);
        List<HostState> held = [];
        for (int i = 0; i < 200; i++)
        {
            live.Feed(Encoding.ASCII.GetBytes("\e[H" + string.Concat(Enumerable.Repeat("full of text ", 24 * 80 / 13))));
            held.Add(live.Snapshot());
        }

        held.ForEach(static state => state.LetGo());
        RowPool pool = live.Screen.Pool;
        Assert.InRange(pool.Count, 24, RowPool.MostBytes / (80 * sizeof(ulong)));
        live.Rest();
        Assert.InRange(pool.Count, 2, RowPool.RestingBytes / (80 * sizeof(ulong)));
    }

    private static void Follow(HostState server, List<Pair> held, Random random)
    {
        Pair from = held[random.Next(held.Count)];
        var diff = new ByteBuffer();
        server.WriteDiff(from.Server, diff);
        HostState client = from.Client.Snapshot();
        Assert.True(client.TryApply(diff.Written));
        held.Add(new Pair(server.Snapshot(), client));
    }

    private static void LetGo(List<Pair> held, int index)
    {
        held[index].Server.LetGo();
        held[index].Client.LetGo();
        held.RemoveAt(index);
    }

    private static byte[] Output(Random random)
    {
        var text = new StringBuilder();
        for (int piece = random.Next(1, 6); piece > 0; piece--)
        {
            int number = random.Next(1, 12);
            text.Append(random.Next(12) switch
            {
                0 => Csi(number, 'L'),
                1 => Csi(number, 'M'),
                2 => Csi(number, 'S'),
                3 => Csi(number, 'T'),
                4 => "\e[" + number.ToString(CultureInfo.InvariantCulture) + ";" + random.Next(1, 40).ToString(CultureInfo.InvariantCulture) + "H",
                5 => random.Next(2) == 0 ? "\e[?1049h" : "\e[?1049l",
                6 => "\e[38;2;" + number.ToString(CultureInfo.InvariantCulture) + ";9;9m",
                7 => "\e[J",
                8 => "\r\n\r\n",
                9 => Csi(number, 'P'),
                _ => "word " + number.ToString(CultureInfo.InvariantCulture) + " e\u0301 ",
            });
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        static string Csi(int number, char final) => "\e[" + number.ToString(CultureInfo.InvariantCulture) + final;
    }

    /// <summary>The same state at both ends, and what it was when it was new.</summary>
    private sealed class Pair(HostState server, HostState client)
    {
        private readonly string _server = Describe(server.Screen);
        private readonly string _client = Describe(client.Screen);

        public HostState Server => server;

        public HostState Client => client;

        public void Check(string where)
        {
            Assert.True(string.Equals(_server, Describe(server.Screen), StringComparison.Ordinal), where);
            Assert.True(string.Equals(_client, Describe(client.Screen), StringComparison.Ordinal), where);
        }

        private static string Describe(Framebuffer picture)
        {
            var text = new StringBuilder(picture.ToText());
            for (int row = 0; row < picture.Rows; row++)
            {
                foreach (Cell cell in picture.CellsOf(row))
                    text.Append(CultureInfo.InvariantCulture, $"{picture.StyleOf(cell).Foreground.GetHashCode()} ");
                for (int column = 0; picture.HasInactive && column < picture.Columns; column++)
                    text.Append((char)picture.InactiveCellsOf(row)[column].CodePoint);
            }

            return text.ToString();
        }
    }
}

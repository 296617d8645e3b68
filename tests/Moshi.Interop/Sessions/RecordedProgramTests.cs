using System.Globalization;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Recordings;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>
/// What real programs wrote, played in a session between two of ours: at several places the user's terminal must show every cell, look and link as a
/// terminal that got the bytes itself. Needs none of those programs.
/// </summary>
public sealed class RecordedProgramTests
{
    private const int Places = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All recordings.</summary>
    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Programs.RecordingsDirectory, "*.cast").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names))]
    public void A_program_looks_the_same_in_a_session_as_without_one(string name)
    {
        Pairings.Require("ours→ours");
        var recording = Recording.Load(Path.Combine(Programs.RecordingsDirectory, name + ".cast"));
        Emulator direct = new(recording.Columns, recording.Rows) { AnswersQueries = false };
        List<(byte[] Bytes, Framebuffer Picture)> parts = [.. Parts(recording, direct)];
        Assert.NotEmpty(parts);
        TerminalSize size = new(recording.Columns, recording.Rows);
        using var server = MoshServer.Start(Implementation.Ours, ["sh", "-c", Player(parts.Count)]);
        for (int i = 0; i < parts.Count; i++)
            File.WriteAllBytes(Path.Combine(server.Home, $"part{i}"), parts[i].Bytes);
        using PtyProcess client = MoshClient.StartOnPty(Implementation.Ours, server.EndPoint, server.Key, size);
        UserTerminal user = new(client, size);
        for (int i = 0; i < parts.Count; i++)
        {
            File.WriteAllText(Path.Combine(server.Home, $"go{i}"), "");
            // A state that has the title has all that was written before it.
            user.WaitForTitle($"part {i} of {name}", Patience);
            string difference = Difference(parts[i].Picture, user.Screen);
            Assert.True(difference.Length == 0, $"{name}, after part {i + 1} of {parts.Count}: {difference}\nexpected\n{parts[i].Picture.ToText()}\ngot\n{user.Screen.ToText()}");
        }

        string Player(int count) =>
            $"stty raw -echo; printf '\\033[H\\033[2J'; i=0; while [ $i -lt {count} ]; do while [ ! -e go$i ]; do sleep 0.02; done; cat part$i; printf '\\033]2;part %d of {name}\\007' $i; i=$((i + 1)); done; exec sleep 1000";
    }

    // Ends where no sequence is open, so that a title can be set there, and the screen is not on hold.
    private static IEnumerable<(byte[] Bytes, Framebuffer Picture)> Parts(Recording recording, Emulator direct)
    {
        List<byte> bytes = [];
        byte[][] output = [.. recording.Output];
        int pieces = Math.Max(1, output.Length / Places), gathered = 0;
        for (int i = 0; i < output.Length; i++)
        {
            direct.Feed(output[i]);
            bytes.AddRange(output[i]);
            gathered++;
            bool isLast = i == output.Length - 1;
            if (isLast || (gathered >= pieces && direct.IsAtRest && !direct.IsSynchronizing))
            {
                yield return ([.. bytes], direct.Screen.Snapshot());
                bytes.Clear();
                gathered = 0;
            }
        }
    }

    private static string Difference(Framebuffer expected, Framebuffer actual)
    {
        StringBuilder report = new();
        for (int row = 0; row < expected.Rows && report.Length < 2000; row++)
        {
            for (int column = 0; column < expected.Columns; column++)
            {
                string? difference = Difference(expected, expected[row, column], actual, actual[row, column]);
                if (difference is not null)
                {
                    report.AppendLine(CultureInfo.InvariantCulture, $"row {row} column {column}: {difference}");
                    break;
                }
            }
        }
        if (expected.Modes.CursorVisible != actual.Modes.CursorVisible)
            report.AppendLine(CultureInfo.InvariantCulture, $"cursor visible: {expected.Modes.CursorVisible} expected");
        // A pending wrap cannot be seen: the cursor stands on the last column.
        if (expected.Modes.CursorVisible && (expected.CursorRow, expected.CursorColumn) != (actual.CursorRow, actual.CursorColumn))
            report.AppendLine(CultureInfo.InvariantCulture, $"cursor: {(expected.CursorRow, expected.CursorColumn)} expected, got {(actual.CursorRow, actual.CursorColumn)}");
        return report.ToString();
    }

    private static string? Difference(Framebuffer expected, Cell one, Framebuffer actual, Cell other)
    {
        if (!expected.SameContents(one, actual, other))
            return "other text";
        Style wanted = expected.StyleOf(one), got = actual.StyleOf(other);
        if (!string.Equals(LinkOf(expected, wanted), LinkOf(actual, got), StringComparison.Ordinal))
            return $"link '{LinkOf(expected, wanted)}' expected, got '{LinkOf(actual, got)}'";
        wanted = wanted with { LinkId = 0 };
        got = got with { LinkId = 0 };
        // Of an empty cell without lines or reverse video, only the background shows.
        const CellAttributes Lines = CellAttributes.Underline | CellAttributes.Inverse | CellAttributes.Strikethrough | CellAttributes.Overline;
        if (one.LooksEmpty && ((wanted.Attributes | got.Attributes) & Lines) == CellAttributes.None)
            return wanted.Background == got.Background ? null : $"background {wanted.Background} expected, got {got.Background}";
        return wanted == got ? null : $"{wanted} expected, got {got}";
    }

    private static string LinkOf(Framebuffer screen, in Style style) => style.LinkId == 0 ? "" : screen.Symbols.LinkOf(style.LinkId).ToString();

    /// <summary>A terminal on the client's pty that answers what the client asks.</summary>
    private sealed class UserTerminal(PtyProcess client, TerminalSize size)
    {
        private readonly Emulator _emulator = new(size.Columns, size.Rows);
        private readonly byte[] _buffer = new byte[65_536];

        public Framebuffer Screen => _emulator.Screen;

        public void WaitForTitle(string title, TimeSpan patience)
        {
            long deadline = PtyProcess.DeadlineAfter(patience);
            while (!Screen.Title.EndsWith(title, StringComparison.Ordinal))
                Take(client.Read(_buffer, deadline), title);
            // The frame that brought the title may come in several pieces.
            int more;
            while ((more = client.Read(_buffer, PtyProcess.DeadlineAfter(TimeSpan.FromMilliseconds(100)))) > 0)
                Take(more, title);
        }

        private void Take(int count, string awaited)
        {
            Assert.True(count > 0, $"awaited: the title '{awaited}'; seen: '{Screen.Title}' on\n{Screen.ToText()}");
            _emulator.Feed(_buffer.AsSpan(0, count));
            if (_emulator.Replies.Length > 0)
            {
                client.Write(_emulator.Replies);
                _emulator.ClearReplies();
            }
        }
    }
}

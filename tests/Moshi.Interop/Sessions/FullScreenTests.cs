using System.Globalization;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>The programs that people live in, step by step beside a direct run.</summary>
public sealed class FullScreenTests
{
    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Vim_edits_splits_searches_and_quits(string name)
    {
        Pairings.RequireTool("vim");
        using var both = SideBySide.Start(
            new SessionPlan(Pairings.Require(name))
            {
                Command = ["sh", "-c", "clear; vim -u NONE -i NONE -n -N -c 'syntax on | set number ruler showcmd hlsearch' program.c; clear; echo vim is gone; exec sleep 1000"],
            },
            home => File.WriteAllLines(
                Path.Combine(home, "program.c"),
                Enumerable.Range(1, 200).Select(line => string.Create(CultureInfo.InvariantCulture, $"int value_{line} = {line * 37}; /* line {line} */ const char *s{line} = \"text\";"))));
        both.AssertSame("opened", whenDirectShows: "value_1 ");
        both.Type("ofor (int i = 0; i < 10; i++) { return \"inserted\"; }\e");
        both.AssertSame("inserted", whenDirectShows: "inserted");
        both.Type(":split\r");
        both.Type("G");
        both.AssertSame("split", whenDirectShows: "value_200 ");
        both.Type("\u0017w/line 70\r");
        both.AssertSame("searched", whenDirectShows: "value_70 ");
        both.Type(":vsplit\r");
        both.Press("PPage");
        both.Type("dd3P");
        both.AssertSame("split the other way, paged up and pasted");
        both.Press("Down", "Down", "Right", "End", "BSpace");
        both.AssertSame("moved by the arrows");
        both.Type("\f");
        both.AssertSame("redrawn");
        both.Type(":qa!\r");
        both.AssertSame("quit", whenDirectShows: "vim is gone");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Htop_lists_scrolls_and_opens_its_panels(string name)
    {
        Pairings.RequireTool("htop");
        // Everything that changes by itself is left out: no meters but the name, and of the processes only what stands still.
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var both = SideBySide.Start(
            new SessionPlan(Pairings.Require(name)) { Command = ["sh", "-c", $"clear; HTOPRC=./htoprc htop -d 100 -p {self},1; clear; echo htop is gone; exec sleep 1000"] },
            home => File.WriteAllText(Path.Combine(home, "htoprc"), """
                htop_version=3.2.2
                config_reader_min_version=3
                fields=0 48 17 1
                hide_kernel_threads=1
                hide_userland_threads=1
                header_layout=one_100
                column_meters_0=Hostname Blank
                column_meter_modes_0=2 2
                tree_view=0
                sort_key=0
                color_scheme=0
                screen:Main=PID USER PRIORITY Command
                .sort_key=PID

                """));
        both.AssertSame("opened", whenDirectShows: "F10Quit");
        both.Press("Down");
        both.AssertSame("one down");
        both.Press("F1");
        both.AssertSame("help", whenDirectShows: "Process state");
        both.Type(" ");
        both.Press("F6");
        both.AssertSame("sort panel", whenDirectShows: "Sort by");
        both.Press("Escape");
        both.AssertSame("back", whenDirectShows: "F10Quit");
        both.Press("F10");
        both.AssertSame("quit", whenDirectShows: "htop is gone");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Tmux_inside_a_session_splits_and_scrolls(string name)
    {
        using var both = SideBySide.Start(
            new SessionPlan(Pairings.Require(name))
            {
                // Each has a server of its own; the names on the status line are fixed.
                Command = ["sh", "-c", "clear; tmux -S \"$(mktemp -u ./XXXXXX)\" -f tmux.conf new-session -s work -n window 'bash --norc --noprofile'; clear; echo tmux is gone; exec sleep 1000"],
            },
            home => File.WriteAllText(Path.Combine(home, "tmux.conf"), """
                set -g status-right "fixed"
                set -g automatic-rename off
                set -g allow-rename off
                set -g default-command "bash --norc --noprofile"
                set -g escape-time 0
                set -g mouse on
                set -g destroy-unattached on

                """));
        both.AssertSame("opened", whenDirectShows: "[work]");
        both.Type("printf '\\e[38;5;208m%s\\e[0m\\n' orange$((1 + 1))\r");
        both.AssertSame("coloured", whenDirectShows: "orange2");
        both.Type("\u0002\"");
        both.AssertSame("split", whenDirectShows: "─");
        both.Type("seq 1 60\r");
        both.AssertSame("scrolled in the lower half", whenDirectShows: "60");
        both.Type("\u0002%");
        both.AssertSame("split again", whenDirectShows: "│");
        both.Type("\u0002z");
        both.AssertSame("zoomed");
        both.Type("\u0002d");
        both.AssertSame("detached", whenDirectShows: "tmux is gone");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Resizing_smaller_and_larger_redraws(string name)
    {
        Pairings.RequireTool("vim");
        using var both = SideBySide.Start(
            new SessionPlan(Pairings.Require(name)) { Command = ["sh", "-c", "clear; vim -u NONE -i NONE -n -N -c 'set number ruler wrap' text; exec sleep 1000"] },
            home => File.WriteAllLines(Path.Combine(home, "text"), Enumerable.Range(1, 100).Select(line => string.Join(' ', Enumerable.Repeat($"word{line}", 15)))));
        both.AssertSame("opened", whenDirectShows: "word1 ");
        foreach ((int columns, int rows) in (ReadOnlySpan<(int, int)>)[(60, 15), (132, 43), (20, 5), (80, 24), (200, 60)])
        {
            both.Resize(columns, rows);
            both.AssertSame($"{columns}x{rows}");
        }
        both.Type("G");
        both.AssertSame("at the end", whenDirectShows: "word100");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void The_program_learns_every_size(string name)
    {
        using var both = SideBySide.Start(new SessionPlan(Pairings.Require(name))
        {
            Command = ["bash", "-c", "show() { printf '\\e[H\\e[2Jsize '; stty size; }; trap show WINCH; show; while :; do sleep 0.05; done"],
        });
        both.AssertSame("at first", whenDirectShows: "size 24 80");
        both.Resize(100, 31);
        both.AssertSame("larger", whenDirectShows: "size 31 100");
        both.Resize(33, 7);
        both.AssertSame("smaller", whenDirectShows: "size 7 33");
    }
}

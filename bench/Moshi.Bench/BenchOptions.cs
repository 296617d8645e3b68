using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Sessions;

namespace Moshi.Bench;

/// <summary>The options that the benches share; null numbers mean the bench's own default.</summary>
internal sealed class BenchOptions
{
    /// <summary>Keys per cell, pairing and round.</summary>
    public int? Keys { get; private set; }

    /// <summary>How often A and B take turns.</summary>
    public int? Rounds { get; private set; }

    /// <summary>Names of the cells to run; empty = the default ones.</summary>
    public IReadOnlyList<string> Cells { get; private set; } = [];

    /// <summary>Seconds of the idle period.</summary>
    public int? Seconds { get; private set; }

    /// <summary>Size of the file that is shown in the flood, or of what is printed in a throughput run.</summary>
    public int? Megabytes { get; private set; }

    /// <summary>A short run to see that all is well, not to claim anything.</summary>
    public bool IsQuick { get; private set; }

    /// <summary>Only the emulator by itself.</summary>
    public bool IsBare { get; private set; }

    /// <summary>Names of the subjects of a throughput run; empty = all.</summary>
    public IReadOnlyList<string> Subjects { get; private set; } = [];

    /// <summary>The mixed pairings too.</summary>
    public bool WithMixed { get; private set; }

    /// <summary>Seed of links and key times.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>The pairings to measure, the stock one first. Ours are left out, with a word on stderr, when they are not built.</summary>
    public IReadOnlyList<Pairing> Pairings
    {
        get
        {
            IEnumerable<Pairing> wanted = Pairing.All.Where(pairing => WithMixed || pairing.Client == pairing.Server);
            if (Programs.Find(Implementation.Ours, "mosh-client") is null || Programs.Find(Implementation.Ours, "mosh-server") is null)
            {
                Console.Error.WriteLine($"ours are not in {Programs.OurDirectory}: only stock is measured");
                wanted = wanted.Where(pairing => !pairing.HasOurs);
            }
            return [.. wanted];
        }
    }

    /// <summary>Reads a command line; false with a word on stderr when it is wrong.</summary>
    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out BenchOptions? options)
    {
        BenchOptions parsed = new();
        options = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--quick")
            {
                parsed.IsQuick = true;
            }
            else if (arguments[i] == "--mixed")
            {
                parsed.WithMixed = true;
            }
            else if (arguments[i] == "--bare")
            {
                parsed.IsBare = true;
            }
            else if (i + 1 == arguments.Length || !parsed.TryTake(arguments[i], arguments[++i]))
            {
                Console.Error.WriteLine($"unknown or incomplete: {arguments[i]}");
                return false;
            }
        }
        options = parsed;
        return true;
    }

    /// <summary>Says how it is used.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine("""
            usage: bench rows [L1 ... L7 F1 ... F4 W1 W2 I7] [--rounds N] [--keys N] [--seed N] [--both] [--server] [--client] [--resume | --report-only]
                   stock, ours and ssh over the same emulated links (as root); results stay in artifacts/bench
                   bench latency|footprint|flood|terminal|wire|prediction|connect|stress|fairness|plots [options]; JSON lines on stdout, the table on stderr
              --quick            a short run
              --rounds N         how often stock and ours take turns
              --keys N           latency: keys per cell, pairing and round
              --cells A,B,...    latency: loopback A B C D E F, RTT/LOSS such as 100/29, jitter, burst, tui, predict; flood: yes cat catc slow lossy; terminal: payloads; prediction: programs; wire: recordings
              --seconds N        footprint: length of the idle period
              --mb N             flood: size of the file; terminal: megabytes through stock and tmux, four times as many through the others
              --bare             terminal: only the emulator by itself; wire: only the frames, without sessions
              --subjects A,B     terminal: of drain, stock, ours, tmux, and with --mixed stock→ours, ours→stock
              --report FILE      the tables as Markdown, too
              --mixed            stock with ours, and ours with stock, too
              --seed N           of links and key times
              --server PATH, --client PATH              our programs (default: out/)
              --stock-server PATH, --stock-client PATH  the others (default: from PATH)
            """);
        return 2;
    }

    private bool TryTake(string name, string value)
    {
        int number = int.TryParse(value, CultureInfo.InvariantCulture, out int parsed) ? parsed : -1;
        switch (name)
        {
            case "--keys": Keys = number; return number > 0;
            case "--rounds": Rounds = number; return number > 0;
            case "--seconds": Seconds = number; return number > 0;
            case "--mb": Megabytes = number; return number > 0;
            case "--seed": Seed = number; return number >= 0;
            case "--report": Table.Report = new StreamWriter(value); return true;
            case "--subjects": Subjects = value.Split(','); return true;
            case "--cells": Cells = value.Split(','); return true;
            case "--server": return TryName(Implementation.Ours, "mosh-server", value);
            case "--client": return TryName(Implementation.Ours, "mosh-client", value);
            case "--stock-server": return TryName(Implementation.Stock, "mosh-server", value);
            case "--stock-client": return TryName(Implementation.Stock, "mosh-client", value);
            default: return false;
        }
    }

    private static bool TryName(Implementation implementation, string program, string path)
    {
        Environment.SetEnvironmentVariable(Programs.VariableOf(implementation, program), Path.GetFullPath(path));
        return File.Exists(path);
    }
}

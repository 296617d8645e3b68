using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Moshi.Lab.Link;

namespace Moshi.Lab;

/// <summary>The link emulator by hand: a terminal that says how the link behaves, and obeys `down`, `up`, `roam [address]` and `stats` on its input.</summary>
internal static class LinkCommand
{
    /// <summary>Says how it is used.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine("""
            usage: Moshi.Lab link --listen [ADDR:]PORT --to ADDR:PORT [options]
              --delay MS      one-way delay            --jitter MS     uniform, added
              --exp MS        exponential, added       --loss PERCENT  each way
              --burst MS      mean length of a loss    --dup PERCENT   duplicates
              --corrupt PERCENT                        --rate KBIT/S   bottleneck
              --queue MS      before the bottleneck    --maxlen BYTES  longer IP packets vanish
              --seed N
            then on its input: down, up, roam [ADDR], stats, quit
            """);
        return 2;
    }

    /// <summary>Runs a link until its input ends or says `quit`.</summary>
    public static int Run(string[] options)
    {
        if (!TryParse(options, out IPEndPoint? listen, out IPEndPoint? server, out LinkDirection direction, out int seed))
            return Usage();
        using LinkEmulator link = new(listen, server, LinkProfile.Symmetric(direction), seed);
        Console.Error.WriteLine($"{link.EndPoint} -> {server}");
        Obey(link);
        return 0;
    }

    private static bool TryParse(
        string[] options, [NotNullWhen(true)] out IPEndPoint? listen, [NotNullWhen(true)] out IPEndPoint? server, out LinkDirection direction, out int seed)
    {
        listen = server = null;
        direction = new LinkDirection();
        seed = 1;
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            string value = options[i + 1];
            switch (options[i])
            {
                case "--listen": listen = IPEndPoint.Parse(value.Contains(':', StringComparison.Ordinal) ? value : "127.0.0.1:" + value); break;
                case "--to": server = IPEndPoint.Parse(value); break;
                case "--delay": direction = direction with { Delay = Milliseconds(value) }; break;
                case "--jitter": direction = direction with { UniformJitter = Milliseconds(value) }; break;
                case "--exp": direction = direction with { ExponentialJitter = Milliseconds(value) }; break;
                case "--loss": direction = direction with { Loss = Number(value) / 100 }; break;
                case "--burst": direction = direction with { LossBurst = Milliseconds(value) }; break;
                case "--dup": direction = direction with { Duplication = Number(value) / 100 }; break;
                case "--corrupt": direction = direction with { Corruption = Number(value) / 100 }; break;
                case "--rate": direction = direction with { BitsPerSecond = (long)(Number(value) * 1000) }; break;
                case "--queue": direction = direction with { QueueLimit = Milliseconds(value) }; break;
                case "--maxlen": direction = direction with { MaxPacketBytes = (int)Number(value) }; break;
                case "--seed": seed = (int)Number(value); break;
                default: return false;
            }
        }
        return listen is not null && server is not null && options.Length % 2 == 0;
    }

    private static void Obey(LinkEmulator link)
    {
        while (Console.In.ReadLine() is { } line && !string.Equals(line, "quit", StringComparison.Ordinal))
        {
            switch (line.Split(' '))
            {
                case ["down"]: link.SetBlackhole(true); break;
                case ["up"]: link.SetBlackhole(false); break;
                case ["roam"]: link.Roam(); break;
                case ["roam", string address]: link.Roam(IPAddress.Parse(address)); break;
                default: Console.WriteLine($"to server {link.ToServer}\nto client {link.ToClient}"); break;
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(Number(text));
}

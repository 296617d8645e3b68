using System.Diagnostics;
using Moshi.Bench.Reporting;
using Moshi.Lab.Processes;

namespace Moshi.Bench.Latency;

/// <summary>Types at a client on a pty and takes the time from the write of each key to the arrival of its character.</summary>
internal sealed class EchoMeter(PtyProcess client)
{
    // 62 distinct keys and 60 columns: a key that is pressed is never on the screen already, so no repaint can be mistaken for its echo.
    private static readonly byte[] Keys = [.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8];
    private readonly long[] _pressed = new long[128];
    private readonly byte[] _buffer = new byte[65_536];
    private readonly PrintedText _text = new();
    private Distribution _samples = new();
    private int _next, _outstanding;

    /// <summary>How long the last echoes are waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Keys whose character was not seen before their turn came again.</summary>
    public int Missed { get; private set; }

    /// <summary>Types at the given times (milliseconds from now) and collects until the last echo or the end of patience.</summary>
    public Distribution Measure(double[] times)
    {
        _samples = new Distribution();
        Missed = 0;
        Array.Clear(_pressed);
        _outstanding = 0;
        long start = Stopwatch.GetTimestamp();
        byte[] key = new byte[1];
        foreach (double time in times)
        {
            ReadUntil(start + (long)(time / 1000 * Stopwatch.Frequency), stopWhenQuiet: false);
            key[0] = Keys[_next++ % Keys.Length];
            if (_pressed[key[0]] != 0)
            {
                Missed++;
                _outstanding--;
            }
            _pressed[key[0]] = Stopwatch.GetTimestamp();
            _outstanding++;
            client.Write(key);
        }
        ReadUntil(PtyProcess.DeadlineAfter(Patience), stopWhenQuiet: true);
        Missed += _outstanding;
        return _samples;
    }

    private void ReadUntil(long deadline, bool stopWhenQuiet)
    {
        while (!stopWhenQuiet || _outstanding > 0)
        {
            int count = client.Read(_buffer, deadline);
            if (count == 0)
                return;
            if (count < 0)
                throw new InvalidOperationException($"the client has ended: {PtyProcess.Quote(client.Transcript)}");
            long now = Stopwatch.GetTimestamp();
            foreach (byte value in _buffer.AsSpan(0, count))
            {
                if (_text.IsPrinted(value) && _pressed[value] != 0)
                {
                    _samples.Add(Stopwatch.GetElapsedTime(_pressed[value], now).TotalMilliseconds);
                    _pressed[value] = 0;
                    _outstanding--;
                }
            }
        }
    }
}

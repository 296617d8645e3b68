using System.Text;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;

namespace Moshi.Commands.Config;

/// <summary>Runs a program for its answer: a resolver, a probe. It gets no input, and as long as it is given.</summary>
internal static class CapturedCommand
{
    /// <summary>More output than this is dropped.</summary>
    private const int MostBytes = 1024 * 1024;

    /// <summary>Runs it to its end, or to the end of the time, when it is terminated.</summary>
    /// <param name="arguments">The first is looked for in PATH.</param>
    /// <param name="time">How long it may take.</param>
    /// <param name="output">What it wrote to standard output.</param>
    /// <param name="errors">What it wrote to standard error, or why it could not be run.</param>
    /// <returns>Its exit status, 255 when there is none.</returns>
    public static int Run(IReadOnlyList<string> arguments, TimeSpan time, out string output, out string errors)
    {
        (int read, int readEnd) = Descriptor.Pipe();
        (int readErrors, int errorsEnd) = Descriptor.Pipe();
        var bytes = new MemoryStream();
        var errorBytes = new MemoryStream();
        int status = 255;
        errors = "";
        try
        {
            using var child = ChildProcess.Start(new SpawnOptions
            {
                File = arguments[0],
                Arguments = arguments,
                SearchPath = true,
                Descriptors = [new DescriptorMapping(readEnd, 1), new DescriptorMapping(errorsEnd, 2)],
            });
            CloseOnce(ref readEnd);
            CloseOnce(ref errorsEnd);
            if (!Pump(read, bytes, readErrors, errorBytes, time))
                _ = child.Send(Signal.Term);
            status = child.Wait().ShellCode;
        }
        catch (OsException e)
        {
            errors = e.Message;
        }
        finally
        {
            CloseOnce(ref readEnd);
            CloseOnce(ref errorsEnd);
            Descriptor.Close(read);
            Descriptor.Close(readErrors);
        }

        output = Encoding.UTF8.GetString(bytes.ToArray());
        errors += Encoding.UTF8.GetString(errorBytes.ToArray());
        return status;
    }

    /// <summary>Reads both pipes to their end; false when the time is over before.</summary>
    private static bool Pump(int output, MemoryStream outputBytes, int errors, MemoryStream errorBytes, TimeSpan time)
    {
        using var loop = new PollLoop();
        long deadline = Clock.NowMicros() + (long)time.TotalMicroseconds;
        int[] slots = [loop.Add(output), loop.Add(errors)];
        int open = 2;
        while (open > 0 && Clock.NowMicros() < deadline)
        {
            _ = loop.Wait(deadline);
            open -= Drain(loop, ref slots[0], output, outputBytes) ? 1 : 0;
            open -= Drain(loop, ref slots[1], errors, errorBytes) ? 1 : 0;
        }

        return open == 0;
    }

    /// <summary>One read, if there is anything; true when the pipe has just ended.</summary>
    private static bool Drain(PollLoop loop, ref int slot, int descriptor, MemoryStream bytes)
    {
        if (slot < 0 || !loop.IsReadable(slot))
            return false;
        Span<byte> buffer = stackalloc byte[4096];
        IoResult result = Descriptor.Read(descriptor, buffer);
        if (!result.IsEnd)
        {
            bytes.Write(buffer[..(int)Math.Min(result.Count, MostBytes - bytes.Length)]);
            return false;
        }

        loop.Remove(slot);
        slot = -1;
        return true;
    }

    private static void CloseOnce(ref int descriptor)
    {
        if (descriptor >= 0)
            Descriptor.Close(descriptor);
        descriptor = -1;
    }
}

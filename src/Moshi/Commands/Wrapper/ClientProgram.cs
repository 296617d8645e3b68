using Moshi.Terminal.Prediction;
using System.Globalization;
using System.Text;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Wrapper;

/// <summary>The local client: asked for the terminal's colours first, and what the wrapper becomes in the end. Source: mosh-protocol §1.2.</summary>
internal sealed class ClientProgram(string file)
{
    /// <summary>argv[0], by which our own program knows what it is.</summary>
    private const string Name = "mosh-client";

    /// <summary>Runs it with <c>-c</c>. False with the exit status and a message if it cannot be run or fails; an answer that is no number counts as 0.</summary>
    public bool TryCountColors(EnvironmentBlock environment, out int colors, out int status, out string error)
    {
        colors = 0;
        status = 0;
        error = "";
        (int read, int write) = Descriptor.Pipe();
        try
        {
            using var child = ChildProcess.Start(new SpawnOptions
            {
                File = file,
                Arguments = [Name, "-c"],
                Environment = environment,
                SearchPath = true,
                Descriptors = [.. StandardStreams.Inherit(0), new DescriptorMapping(write, 1), .. StandardStreams.Inherit(2)],
            });
            Descriptor.Close(write);
            write = -1;
            Span<byte> answer = stackalloc byte[64];
            string text = Encoding.ASCII.GetString(answer[..Descriptor.ReadAll(read, answer)]).TrimEnd('\n');
            _ = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out colors);
            status = child.Wait().ShellCode;
            if (status != 0)
                error = $"Can't count colors: {file} -c failed.";
        }
        catch (OsException e)
        {
            status = (int)Errno.ENOENT;
            error = "Can't count colors: " + e.Error.Describe();
        }
        finally
        {
            Descriptor.Close(read);
            Descriptor.Close(write);
        }

        return status == 0;
    }

    /// <summary>Becomes the client. Returns only with the reason why that failed.</summary>
    public string Execute(WrapperArguments arguments, BootstrapReader server, EnvironmentBlock environment)
    {
        environment["MOSH_KEY"] = server.Key;
        environment["MOSH_PREDICTION_DISPLAY"] = PredictionSettings.WordFor(arguments.Prediction);
        if (!arguments.InitializesTerminal)
            environment["MOSH_NO_TERM_INIT"] = "1";
        string[] words =
        [
            Name, $"-# {arguments.Original} |", server.Address!, server.Port.ToString(CultureInfo.InvariantCulture),
        ];
        Errno failure = Errno.ENOENT;
        foreach (string candidate in ProgramFile.Candidates(file))
        {
            try
            {
                CurrentProcess.Execute(candidate, words, environment);
            }
            catch (OsException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES)
            {
                failure = e.Error == Errno.EACCES ? e.Error : failure;
            }
            catch (OsException e)
            {
                return $"{candidate}: {e.Error.Describe()}";
            }
        }

        return $"{file}: {failure.Describe()}";
    }
}

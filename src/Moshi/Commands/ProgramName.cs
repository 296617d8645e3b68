using System.Runtime.CompilerServices;
using System.Text;

namespace Moshi.Commands;

/// <summary>The name that this process was called by: argv[0], also where the runtime's host hides it.</summary>
internal static class ProgramName
{
    private const string Fallback = "moshi";

    /// <summary>argv[0] as it was given; plain <c>moshi</c> when it names the runtime's own launcher.</summary>
    public static string FromSystem()
    {
        string name = RuntimeFeature.IsDynamicCodeSupported ? FromKernel() : Environment.GetCommandLineArgs()[0];
        return name.Length == 0 || Path.GetFileName(name) is "dotnet" ? Fallback : name;
    }

    // On the JIT runtime GetCommandLineArgs()[0] is the managed assembly.
    private static string FromKernel()
    {
        try
        {
            ReadOnlySpan<byte> line = File.ReadAllBytes("/proc/self/cmdline");
            int end = line.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? line : line[..end]);
        }
        catch (IOException)
        {
            return Fallback;
        }
    }
}

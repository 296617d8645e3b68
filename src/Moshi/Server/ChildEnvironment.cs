using Moshi.Platform.Process;

namespace Moshi.Server;

/// <summary>What the environment of the session's program differs in from the server's (mosh-protocol "Environment").</summary>
internal static class ChildEnvironment
{
    /// <param name="colors">Exactly 256 makes TERM <c>xterm-256color</c>.</param>
    /// <param name="home">Where the program starts; null leaves PWD alone.</param>
    public static EnvironmentBlock Create(int colors, string? home)
    {
        EnvironmentBlock environment = NativeEnvironment.Copy();
        environment["TERM"] = colors == 256 ? "xterm-256color" : "xterm";

        // The emulator has no line-drawing character set; ncurses then draws with Unicode.
        environment["NCURSES_NO_UTF8_ACS"] = "1";

        // A screen session around the login is not around this terminal.
        environment["STY"] = null;
        if (home is not null)
            environment["PWD"] = home;
        return environment;
    }
}

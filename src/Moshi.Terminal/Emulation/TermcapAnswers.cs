namespace Moshi.Terminal.Emulation;

/// <summary>
/// What XTGETTCAP (<c>DCS + q</c>) is answered: the capabilities that applications ask the terminal for because terminfo cannot be trusted, and the keys that
/// vim asks for, under their terminfo and termcap names. Values are those of the terminfo entry xterm-256color where it has them.
/// </summary>
internal static class TermcapAnswers
{
    /// <summary>Longest name that is looked up.</summary>
    internal const int MaxNameBytes = 16;

    /// <summary>One line each: names, then <c>=</c> and the value unless it is a boolean, <c>\e</c> for escape itself.</summary>
    private static ReadOnlySpan<byte> Capabilities =>
        "\n TN name =xterm-256color"u8
        + "\n Co colors =256"u8
        + "\n RGB =8/8/8"u8
        + "\n Tc "u8
        + "\n Su "u8
        + "\n Smulx =\e[4:%p1%dm"u8
        + "\n Setulc =\e[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm"u8
        + "\n setrgbf =\e[38:2::%p1%d:%p2%d:%p3%dm"u8
        + "\n setrgbb =\e[48:2::%p1%d:%p2%d:%p3%dm"u8
        + "\n Smol =\e[53m"u8
        + "\n Rmol =\e[55m"u8
        + "\n smxx =\e[9m"u8
        + "\n rmxx =\e[29m"u8
        + "\n Ss =\e[%p1%d q"u8
        + "\n Se =\e[ q"u8
        + "\n Cs =\e]12;%p1%s\a"u8
        + "\n Cr =\e]112\a"u8
        + "\n Ms =\e]52;%p1%s;%p2%s\a"u8
        + "\n Sync =\e[?2026%?%p1%{1}%-%tl%eh%;"u8
        + "\n BE =\e[?2004h"u8
        + "\n BD =\e[?2004l"u8
        + "\n PS =\e[200~"u8
        + "\n PE =\e[201~"u8
        + "\n fe =\e[?1004h"u8
        + "\n fd =\e[?1004l"u8
        + "\n kxIN =\e[I"u8
        + "\n kxOUT =\e[O"u8
        + "\n Hls =\e]8;%?%p1%l%tid=%p1%s%;;%p2%s\e\\"u8
        + "\n"u8;

    private static ReadOnlySpan<byte> Keys =>
        "\n kbs kb =\x7F"u8
        + "\n kcuu1 ku =\eOA"u8
        + "\n kcud1 kd =\eOB"u8
        + "\n kcuf1 kr =\eOC"u8
        + "\n kcub1 kl =\eOD"u8
        + "\n khome kh =\eOH"u8
        + "\n kend @7 =\eOF"u8
        + "\n kbeg @1 =\eOE"u8
        + "\n kent @8 =\eOM"u8
        + "\n kpp kP =\e[5~"u8
        + "\n knp kN =\e[6~"u8
        + "\n kich1 kI =\e[2~"u8
        + "\n kdch1 kD =\e[3~"u8
        + "\n kcbt kB =\e[Z"u8
        + "\n kri kR =\e[1;2A"u8
        + "\n kind kF =\e[1;2B"u8
        + "\n kLFT #4 =\e[1;2D"u8
        + "\n kRIT %i =\e[1;2C"u8
        + "\n kHOM #2 =\e[1;2H"u8
        + "\n kEND *7 =\e[1;2F"u8
        + "\n kPRV %e =\e[5;2~"u8
        + "\n kNXT %c =\e[6;2~"u8
        + "\n kDC *4 =\e[3;2~"u8
        + "\n kIC #3 =\e[2;2~"u8
        + "\n kf1 k1 =\eOP"u8
        + "\n kf2 k2 =\eOQ"u8
        + "\n kf3 k3 =\eOR"u8
        + "\n kf4 k4 =\eOS"u8
        + "\n kf5 k5 =\e[15~"u8
        + "\n kf6 k6 =\e[17~"u8
        + "\n kf7 k7 =\e[18~"u8
        + "\n kf8 k8 =\e[19~"u8
        + "\n kf9 k9 =\e[20~"u8
        + "\n kf10 k; =\e[21~"u8
        + "\n kf11 F1 =\e[23~"u8
        + "\n kf12 F2 =\e[24~"u8
        + "\n"u8;

    /// <summary>The value of a capability, empty for a boolean one that is there; false when it is not known.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (name.Length is 0 or > MaxNameBytes || name.ContainsAny((byte)' ', (byte)'\n', (byte)'='))
            return false;

        Span<byte> spaced = stackalloc byte[MaxNameBytes + 2];
        spaced[0] = (byte)' ';
        name.CopyTo(spaced[1..]);
        spaced[name.Length + 1] = (byte)' ';
        spaced = spaced[..(name.Length + 2)];

        return TryFind(Capabilities, spaced, ref value) || TryFind(Keys, spaced, ref value);
    }

    private static bool TryFind(ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> spaced, ref ReadOnlySpan<byte> value)
    {
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            ReadOnlySpan<byte> line = rest[..end];
            int equals = line.IndexOf((byte)'=');
            if ((equals < 0 ? line : line[..equals]).IndexOf(spaced) >= 0)
            {
                value = equals < 0 ? default : line[(equals + 1)..];
                return true;
            }
        }

        return false;
    }
}

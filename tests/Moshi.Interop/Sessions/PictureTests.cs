using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>
/// What deterministic scripts paint must look the same through a session as without one: text, attributes, colours, cursor. The scripts keep
/// to what terminals agree on; where they do not (a step back from a pending wrap, halves of wide characters), the unit tests decide.
/// </summary>
public sealed class PictureTests
{
    private const string Colours256 = """
        printf '\e[H\e[2J'
        for i in $(seq 0 255); do printf '\e[38;5;%dm#\e[48;5;%dm \e[0m' $i $((255 - i)); [ $((i % 36)) = 35 ] && echo; done
        printf '\n\e[31mred \e[92mbright green \e[43m on yellow \e[105;30m on bright magenta \e[0m plain \e[39;49mend'
        """;

    private const string TrueColour = """
        printf '\e[H\e[2J'
        for row in 0 1 2 3 4 5 6 7; do
          for column in $(seq 0 63); do printf '\e[38;2;%d;%d;%dm\e[48;2;%d;%d;%dm*' $((column * 4)) $((row * 32)) 128 $((255 - column * 4)) 7 $((row * 16)); done
          printf '\e[0m\n'
        done
        printf 'end'
        """;

    private const string Attributes = """
        printf '\e[H\e[2J'
        printf '\e[1mbold\e[0m \e[3mitalic\e[0m \e[4munderline\e[0m \e[5mblink\e[0m \e[7mreverse\e[0m \e[8mhidden\e[0m\n'
        printf '\e[1;4;7;35mall \e[22mless \e[24mand \e[27mless\e[0m\n'
        printf '\e[44mfilled to the end\e[K\e[0m\n\e[42m\e[2Kwhole line\e[0m\n'
        printf '\e[7;1Habove\e[45m\e[J\e[0m\e[10;5Hbelow'
        """;

    private const string WideAndCombining = """
        printf '\e[H\e[2J'
        printf '日本語 한국어 中文 | 全角ＡＢＣ | emoji 😀🚀 end\n'
        printf 'e\xcc\x81 a\xcc\x88 n\xcc\x83 o\xcc\x82\xcc\xa3 combined\n'
        printf '%.0s日' $(seq 45); printf '\n'
        printf 'x'; printf '%.0s語' $(seq 45); printf '\n'
        printf '日本語\e[6Dab\e[2Ccd\n漢字\e[5Gend\n'
        printf '│┌─┐ ░▒▓ ±°µ ñ Ж Ω א ا → ∑ ✓ end'
        """;

    private const string Movement = """
        printf '\e[H\e[2J'
        for i in $(seq 1 23); do printf 'line %d of many\n' $i; done
        printf '\e[5;10r\e[10;1Hin the region\nscrolled\nagain\e[r'
        printf '\e[12;3H\e[2L\rinserted lines\e[16;1H\e[3M'
        printf '\e[3;6H\e[4@\e[4;6H\e[3P\e[2;3H\e[5X'
        printf '\e[20;1Ha\tb\tc\e[1Zd\e7\e[22;40Hsaved\e8restored'
        printf '\e[23;70Hthis line wraps at the right margin'
        printf '\e[1;1H\eM\eMreverse index'
        """;

    private const string LastColumn = """
        printf '\e[H\e[2J'
        printf '%079d' 0; printf 'X'; printf 'Y\n'
        printf '%080d\n' 0
        printf '\e[?7l\e[5;75H0123456789\e[?7h'
        printf '\e[8;80Hw\e[8;78H<\n\e[10;1H%0161d' 7
        printf '\e[20;10H'
        """;

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (Pairing pairing in Pairing.All)
            {
                foreach (string script in Scripts.Keys)
                    cases.Add(pairing.ToString(), script);
            }
            return cases;
        }
    }

    private static IReadOnlyDictionary<string, string> Scripts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["256 colours"] = Colours256,
        ["true colour"] = TrueColour,
        ["attributes"] = Attributes,
        ["wide and combining"] = WideAndCombining,
        ["movement"] = Movement,
        ["last column"] = LastColumn,
        ["cursor hidden"] = "printf '\\e[H\\e[2Jnothing blinks\\e[?25l'",
        ["reverse screen off again"] = "printf '\\e[H\\e[2J\\e[?5hflash\\e[?5l done'",
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_script_looks_the_same_in_a_session(string pairing, string script)
    {
        using var both = SideBySide.Start(new SessionPlan(Pairings.Require(pairing))
        {
            // The end of the script is told by its title, which no picture shows.
            Command = ["bash", "-c", Scripts[script] + "\nprintf '\\e]2;painted\\a'\nsleep 1000"],
        });
        both.Direct.WaitForTitle("painted");
        both.Session.WaitForTitle("[mosh] painted");
        both.AssertSame(script);
    }
}

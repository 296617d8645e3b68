using System.Runtime.InteropServices;

namespace Moshi.Terminal.Unicode;

/// <summary>
/// The grapheme cluster that is being printed: takes one code point at a time, says whether it joins the cluster before it (extended grapheme clusters,
/// UAX #29, with the Indic conjuncts of GB9c) and how many columns the cluster takes now. An emulator keeps one, for the last printed cell, and resets
/// it whenever the cursor moves by other means than printing. Eight bytes, no allocation.
/// </summary>
/// <remarks>
/// Columns of a cluster (what DEC mode 2027 terminals do, where they agree):
/// <list type="bullet">
/// <item>the sum of its code points' columns, at most 2: so a consonant with a spacing mark takes 2, and a conjunct of two consonants takes 2;</item>
/// <item>U+FE0F right after a character with an emoji presentation: 2 (also digits, # and *, which begin keycaps);</item>
/// <item>U+FE0E right after the first character, if that has a text presentation: 1;</item>
/// <item>pictographs joined by U+200D, skin tones, pairs of regional indicators: 2.</item>
/// </list>
/// A prepended mark (Arabic number sign, Indic repha) is one column by itself and adds that to the cluster it begins.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public struct GraphemeCluster
{
    private const int TextSelector = 0xFE0E;
    private const int EmojiSelector = 0xFE0F;

    private int _last;
    private GraphemeState _state;
    private byte _width;
    private bool _isSingle;

    /// <summary>Columns of the cluster so far: 0 (it consists of marks only, or is empty), 1 or 2.</summary>
    public readonly int Width => _width;

    /// <summary>True when the next code point joins whatever it is, but for controls: only after a prepended mark.</summary>
    public readonly bool HoldsNext => _state == GraphemeState.Prepend;

    /// <summary>
    /// True when a code point of which <see cref="Widths.PlainWidth"/> is not 0 begins a cluster of its own now. It does so after another one of them, too.
    /// </summary>
    public readonly bool EndsBeforePlain =>
        _state is not (GraphemeState.Prepend or GraphemeState.HangulL or GraphemeState.LinkedConjunct or GraphemeState.JoinedPictograph);

    /// <summary>Forgets the cluster: what comes next begins one. To be called when the cursor was moved, a line ended or the screen was changed.</summary>
    public void Reset() => this = default;

    /// <summary>
    /// Notes that a run of printable ASCII or of <see cref="Widths.IsPlainWide"/> characters was printed that ends with this one. Correct when the run
    /// has two characters or more, or when <see cref="HoldsNext"/> was false.
    /// </summary>
    public void EndRun(int lastCodePoint, int width)
    {
        _last = lastCodePoint;
        _state = GraphemeState.Any;
        _width = (byte)width;
        _isSingle = true;
    }

    /// <summary>Notes that this code point, of which <see cref="Widths.PlainWidth"/> is not 0, was printed and began a cluster (<see cref="EndsBeforePlain"/>).</summary>
    public void BeginPlain(int codePoint, int width)
    {
        EndRun(codePoint, width);
        if (codePoint >= 0xA9)
            _state = Started(Widths.ClassOf(Widths.Entry(codePoint)));
    }

    /// <summary>
    /// Takes the next code point. True: it belongs to the cell of the cluster, whose <see cref="Width"/> may have changed: it joins the cluster, or has no
    /// columns of its own (an invisible format character). False: it begins a cluster of its own, of width <see cref="Width"/>; that is 0 only for a stray
    /// mark after a reset. Code points that print nothing (<see cref="Widths.Of(int, WidthPolicy, AmbiguousWidth)"/> of -1) are not to be pushed.
    /// </summary>
    public bool Push(int codePoint, AmbiguousWidth ambiguous = AmbiguousWidth.Narrow) => Push(codePoint, Widths.Entry(codePoint), ambiguous);

    /// <summary>The same, for who has the table's byte for the code point already.</summary>
    internal bool Push(int codePoint, byte entry, AmbiguousWidth ambiguous)
    {
        if (codePoint < 0xA9 && _state != GraphemeState.Prepend && ambiguous == AmbiguousWidth.Narrow)
        {
            EndRun(codePoint, 1);
            return false;
        }

        GraphemeClass next = Widths.ClassOf(entry);
        int own = Math.Max(0, Widths.WidthOf(entry, ambiguous));
        if (next == GraphemeClass.Other && _state != GraphemeState.Prepend)
        {
            EndRun(codePoint, own);
            return false;
        }

        bool joined = Joins(next);
        bool isInvisible = !joined && own == 0 && _width > 0;
        if (joined)
        {
            _width = (byte)Joined(codePoint, next, own);
            _state = Extended(next);
            _isSingle = false;
        }
        else
        {
            _width = isInvisible ? _width : (byte)own;
            _state = Started(next);
            _isSingle = !isInvisible;
        }

        _last = codePoint;
        return joined || isInvisible;
    }

    /// <summary>True when there is no cluster boundary before this code point (UAX #29).</summary>
    internal readonly bool Joins(int codePoint) => Joins(Widths.ClassOf(Widths.Entry(codePoint)));

    private readonly bool Joins(GraphemeClass next) => next switch
    {
        GraphemeClass.Control => false,
        GraphemeClass.Extend or GraphemeClass.ConjunctExtend or GraphemeClass.ConjunctLinker or GraphemeClass.EmojiModifier
            or GraphemeClass.Joiner or GraphemeClass.SpacingMark => _state != GraphemeState.Start,
        _ when _state == GraphemeState.Prepend => true,
        GraphemeClass.ConjunctConsonant => _state == GraphemeState.LinkedConjunct,
        GraphemeClass.Pictograph or GraphemeClass.VariablePictograph => _state == GraphemeState.JoinedPictograph,
        GraphemeClass.RegionalIndicator => _state == GraphemeState.HalfFlag,
        GraphemeClass.HangulL or GraphemeClass.HangulLv or GraphemeClass.HangulLvt => _state == GraphemeState.HangulL,
        GraphemeClass.HangulV => _state is GraphemeState.HangulL or GraphemeState.HangulV,
        GraphemeClass.HangulT => _state is GraphemeState.HangulV or GraphemeState.HangulT,
        _ => false,
    };

    /// <summary>The state of a cluster that begins with a code point of this class.</summary>
    private static GraphemeState Started(GraphemeClass first) => first switch
    {
        GraphemeClass.Control => GraphemeState.Start,
        GraphemeClass.Prepend => GraphemeState.Prepend,
        GraphemeClass.ConjunctConsonant => GraphemeState.Conjunct,
        GraphemeClass.Pictograph or GraphemeClass.VariablePictograph => GraphemeState.Pictograph,
        GraphemeClass.RegionalIndicator => GraphemeState.HalfFlag,
        GraphemeClass.HangulL => GraphemeState.HangulL,
        GraphemeClass.HangulV or GraphemeClass.HangulLv => GraphemeState.HangulV,
        GraphemeClass.HangulT or GraphemeClass.HangulLvt => GraphemeState.HangulT,
        _ => GraphemeState.Any,
    };

    /// <summary>The state after a code point of this class has joined.</summary>
    private readonly GraphemeState Extended(GraphemeClass next) => (next, _state) switch
    {
        (GraphemeClass.ConjunctExtend or GraphemeClass.EmojiModifier or GraphemeClass.Joiner, GraphemeState.Conjunct) => GraphemeState.Conjunct,
        (GraphemeClass.ConjunctExtend or GraphemeClass.EmojiModifier or GraphemeClass.Joiner or GraphemeClass.ConjunctLinker,
            GraphemeState.LinkedConjunct) => GraphemeState.LinkedConjunct,
        (GraphemeClass.ConjunctLinker, GraphemeState.Conjunct) => GraphemeState.LinkedConjunct,
        (GraphemeClass.Joiner, GraphemeState.Pictograph) => GraphemeState.JoinedPictograph,
        (GraphemeClass.Extend or GraphemeClass.ConjunctExtend or GraphemeClass.ConjunctLinker or GraphemeClass.EmojiModifier,
            GraphemeState.Pictograph) => GraphemeState.Pictograph,
        (GraphemeClass.RegionalIndicator, GraphemeState.HalfFlag) => GraphemeState.Any,
        _ => Started(next),
    };

    private readonly int Joined(int codePoint, GraphemeClass next, int own) => codePoint switch
    {
        EmojiSelector when HasVariants(_last) => 2,
        TextSelector when _isSingle && HasVariants(_last) => 1,
        _ => next switch
        {
            GraphemeClass.Pictograph or GraphemeClass.VariablePictograph or GraphemeClass.EmojiModifier => 2,
            _ => Math.Min(2, _width + own),
        },
    };

    /// <summary>True for the bases of emoji variation sequences.</summary>
    private static bool HasVariants(int codePoint) => codePoint < 0x80
        ? codePoint is '#' or '*' or (>= '0' and <= '9')
        : Widths.ClassOf(Widths.Entry(codePoint)) == GraphemeClass.VariablePictograph;
}

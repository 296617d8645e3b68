namespace Moshi.Terminal.Parsing;

/// <summary>The parser's transitions, one byte for each state and code point below 0xA0: action in the high nibble, next state in the low one.</summary>
/// <remarks>Code points from 0xA0 on behave like the letter A in every state (mosh-protocol §8.1).</remarks>
internal static class TransitionTable
{
    internal const int Columns = 0xA0;

    private const ParserState LastState = ParserState.DcsPassthrough;
    private const int StateCount = (int)LastState + 1;

    private static readonly byte[] Table = Build();

    internal static int Of(ParserState state, int codePoint) =>
        Table[((int)state * Columns) + (codePoint < Columns ? codePoint : 'A')];

    private static byte[] Build()
    {
        byte[] table = new byte[StateCount * Columns];
        for (ParserState state = ParserState.Ground; state <= LastState; state++)
            Set(table, state, 0, Columns - 1, ParserAction.Ignore, state);

        Controls(table, ParserState.Ground);
        Set(table, ParserState.Ground, 0x20, 0x7F, ParserAction.Print, ParserState.Ground);

        Controls(table, ParserState.Escape);
        Set(table, ParserState.Escape, 0x20, 0x2F, ParserAction.Collect, ParserState.EscapeIntermediate);
        Set(table, ParserState.Escape, 0x30, 0x7E, ParserAction.DispatchEscape, ParserState.Ground);
        Enter(table, ParserState.Escape, "[", ParserState.CsiEntry);
        Enter(table, ParserState.Escape, "]", ParserState.OscString);
        Enter(table, ParserState.Escape, "P", ParserState.DcsEntry);
        Enter(table, ParserState.Escape, "_", ParserState.ApcString);
        Enter(table, ParserState.Escape, "X^", ParserState.IgnoredString);

        Controls(table, ParserState.EscapeIntermediate);
        Set(table, ParserState.EscapeIntermediate, 0x20, 0x2F, ParserAction.Collect, ParserState.EscapeIntermediate);
        Set(table, ParserState.EscapeIntermediate, 0x30, 0x7E, ParserAction.DispatchEscape, ParserState.Ground);

        Csi(table, ParserState.CsiEntry);
        Set(table, ParserState.CsiEntry, '<', '?', ParserAction.Collect, ParserState.CsiParameter);
        Csi(table, ParserState.CsiParameter);
        Set(table, ParserState.CsiParameter, '<', '?', ParserAction.Ignore, ParserState.CsiIgnore);

        Controls(table, ParserState.CsiIntermediate);
        Set(table, ParserState.CsiIntermediate, 0x20, 0x2F, ParserAction.Collect, ParserState.CsiIntermediate);
        Set(table, ParserState.CsiIntermediate, 0x30, 0x3F, ParserAction.Ignore, ParserState.CsiIgnore);
        Set(table, ParserState.CsiIntermediate, 0x40, 0x7E, ParserAction.DispatchControlSequence, ParserState.Ground);

        Controls(table, ParserState.CsiIgnore);
        Set(table, ParserState.CsiIgnore, 0x40, 0x7E, ParserAction.Ignore, ParserState.Ground);

        Set(table, ParserState.OscString, 0x20, 0x7F, ParserAction.AppendString, ParserState.OscString);
        Set(table, ParserState.OscString, 0x07, 0x07, ParserAction.Ignore, ParserState.Ground);
        Set(table, ParserState.ApcString, 0x00, 0x7F, ParserAction.AppendString, ParserState.ApcString);

        Dcs(table, ParserState.DcsEntry);
        Set(table, ParserState.DcsEntry, '<', '?', ParserAction.Collect, ParserState.DcsParameter);
        Dcs(table, ParserState.DcsParameter);
        Set(table, ParserState.DcsParameter, '<', '?', ParserAction.Ignore, ParserState.IgnoredString);
        Set(table, ParserState.DcsIntermediate, 0x20, 0x2F, ParserAction.Collect, ParserState.DcsIntermediate);
        Set(table, ParserState.DcsIntermediate, 0x30, 0x3F, ParserAction.Ignore, ParserState.IgnoredString);
        Set(table, ParserState.DcsIntermediate, 0x40, 0x7E, ParserAction.HookDcs, ParserState.DcsPassthrough);
        Set(table, ParserState.DcsPassthrough, 0x00, 0x7F, ParserAction.PutDcs, ParserState.DcsPassthrough);

        for (ParserState state = ParserState.Ground; state <= LastState; state++)
            Anywhere(table, state);

        return table;
    }

    private static void Csi(byte[] table, ParserState state)
    {
        Controls(table, state);
        Set(table, state, 0x20, 0x2F, ParserAction.Collect, ParserState.CsiIntermediate);
        Set(table, state, '0', '9', ParserAction.Parameter, ParserState.CsiParameter);
        Set(table, state, ':', ';', ParserAction.Parameter, ParserState.CsiParameter);
        Set(table, state, 0x40, 0x7E, ParserAction.DispatchControlSequence, ParserState.Ground);
    }

    private static void Dcs(byte[] table, ParserState state)
    {
        Set(table, state, 0x20, 0x2F, ParserAction.Collect, ParserState.DcsIntermediate);
        Set(table, state, '0', '9', ParserAction.Parameter, ParserState.DcsParameter);
        Set(table, state, ':', ';', ParserAction.Parameter, ParserState.DcsParameter);
        Set(table, state, 0x40, 0x7E, ParserAction.HookDcs, ParserState.DcsPassthrough);
    }

    /// <summary>C0 controls execute at once, without disturbing the sequence around them.</summary>
    private static void Controls(byte[] table, ParserState state) => Set(table, state, 0x00, 0x1F, ParserAction.Execute, state);

    /// <summary>The row of the table that is checked first, in every state.</summary>
    private static void Anywhere(byte[] table, ParserState state)
    {
        Set(table, state, 0x18, 0x18, ParserAction.Execute, ParserState.Ground);
        Set(table, state, 0x1A, 0x1A, ParserAction.Execute, ParserState.Ground);
        Set(table, state, 0x1B, 0x1B, ParserAction.Ignore, ParserState.Escape);
        Set(table, state, 0x80, 0x9F, ParserAction.Execute, ParserState.Ground);
        Set(table, state, 0x9C, 0x9C, ParserAction.Ignore, ParserState.Ground);
        Enter(table, state, "\u009B", ParserState.CsiEntry);
        Enter(table, state, "\u009D", ParserState.OscString);
        Enter(table, state, "\u0090", ParserState.DcsEntry);
        Enter(table, state, "\u009F", ParserState.ApcString);
        Enter(table, state, "\u0098\u009E", ParserState.IgnoredString);
    }

    private static void Enter(byte[] table, ParserState state, string codePoints, ParserState next)
    {
        foreach (char codePoint in codePoints)
            Set(table, state, codePoint, codePoint, ParserAction.Ignore, next);
    }

    private static void Set(byte[] table, ParserState state, int first, int last, ParserAction action, ParserState next) =>
        table.AsSpan(((int)state * Columns) + first, last - first + 1).Fill((byte)(((int)action << 4) | (int)next));
}

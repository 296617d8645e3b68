using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

public sealed partial class PredictionEngine
{
    private static readonly Parser FreshParser = new();

    private readonly Parser _parser = new();
    private bool _endedInEscape;

    /// <summary>Reads typed bytes as keys (§9.5) and guesses each one's effect.</summary>
    private void ReadKeys(ReadOnlySpan<byte> keys)
    {
        // The outer terminal is in application mode and sends ESC O for cursor keys; to the parser they shall be the CSI form.
        Span<byte> normal = stackalloc byte[BulkBytes];
        for (int i = 0; i < keys.Length; i++)
        {
            normal[i] = _endedInEscape && keys[i] == (byte)'O' ? (byte)'[' : keys[i];
            _endedInEscape = keys[i] == 0x1B;
        }

        var sink = new KeySink(this);
        _parser.Feed(normal[..keys.Length], ref sink);
    }

    /// <summary>Guesses the keys that are under way anew, when a wrong guess has taken away what was guessed for them.</summary>
    private void Replay(Framebuffer screen)
    {
        ulong lastSent = _lastSent;
        ForgetPartialKey();
        _screen = screen;
        for (int index = 0; index < _inFlight.Count; index++)
        {
            KeysInFlight.Key key = _inFlight[index];
            _lastSent = key.Expiration - 1;
            _nowMs = key.TypedMs;
            ReadKeys([key.Value]);
        }

        _screen = null;
        _lastSent = lastSent;
        if (HasCells)
        {
            _oldestPendingMs = _inFlight[0].TypedMs;
        }
    }

    private void ForgetPartialKey()
    {
        _endedInEscape = false;
        _parser.CopyFrom(FreshParser);
    }

    private readonly struct KeySink(PredictionEngine engine) : IParserSink
    {
        public void PrintAscii(ReadOnlySpan<byte> run)
        {
            foreach (byte character in run)
            {
                engine.GuessCharacter(character);
            }
        }

        public void Print(int codePoint)
        {
            if (codePoint == 0x7F)
            {
                engine.GuessBackspace();
            }
            else if (Widths.Of(codePoint) == 1)
            {
                engine.GuessCharacter(codePoint);
            }
            else
            {
                engine.BecomeTentative();
            }
        }

        public void Execute(int control)
        {
            engine.BecomeTentative();
            if (control == '\r')
            {
                engine.GuessNewLine();
            }
        }

        public void DispatchEscape(in EscapeSequence sequence) => engine.BecomeTentative();

        public void DispatchControlSequence(in ControlSequence sequence)
        {
            switch (sequence)
            {
                case { Collected: 0, Final: 'C' }:
                    engine.GuessArrow(1);
                    break;
                case { Collected: 0, Final: 'D' }:
                    engine.GuessArrow(-1);
                    break;
                default:
                    engine.BecomeTentative();
                    break;
            }
        }

        public void DispatchOsc(ReadOnlySpan<byte> utf8)
        {
            // An answer of the outer terminal, not a key.
        }

        public void DropOsc(ReadOnlySpan<byte> beginning)
        {
            // Strings are cut, not dropped, under the limits of stock.
        }

        public void HookDcs(in ControlSequence head)
        {
            // Answers of the outer terminal, no keys either.
        }

        public void PutDcs(ReadOnlySpan<byte> bytes)
        {
            // As above.
        }

        public void UnhookDcs(bool isCancelled)
        {
            // As above.
        }

        public void DispatchApc(ReadOnlySpan<byte> bytes)
        {
            // As above.
        }
    }
}

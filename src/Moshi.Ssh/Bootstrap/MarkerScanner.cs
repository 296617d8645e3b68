namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// Finds marker lines in one stream of bytes, of any size and cut anywhere, and passes everything else on at once, so that a prompt without a line's
/// end is seen. Holds back only what can still become a marker, at most <see cref="LongestMarkerBytes"/>.
/// </summary>
/// <remarks>
/// At the start of a line the rule is stock's (mosh-protocol §1.2): the words decide, and what follows must be well formed or the session fails. Behind
/// other text in a line, where a shell's start-up file printed something without an end of line or the terminal echoed what was typed ahead, only a
/// complete, well-formed marker that ends its line counts.
/// </remarks>
internal sealed class MarkerScanner(BootstrapReader reader)
{
    /// <summary>Longer than any marker with two addresses with zones; a line that begins like one and is longer is malformed.</summary>
    public const int LongestMarkerBytes = 1024;

    private readonly byte[] _held = new byte[LongestMarkerBytes];
    private int _length;
    private bool _isHeldAtLineStart;
    private bool _isAtLineStart = true;

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && reader.Status == BootstrapStatus.Reading)
        {
            if (_length == 0)
            {
                // Only an M can begin a marker: pass on what is in front of it.
                int next = bytes.IndexOf((byte)'M');
                ReadOnlySpan<byte> plain = next < 0 ? bytes : bytes[..next];
                Pass(plain);
                bytes = bytes[plain.Length..];
                if (bytes.IsEmpty)
                    return;
                _isHeldAtLineStart = _isAtLineStart;
            }

            Hold(bytes[0]);
            bytes = bytes[1..];
        }
    }

    /// <summary>The stream has ended: a last line needs no line's end.</summary>
    public void Finish()
    {
        if (_length > 0 && reader.Status == BootstrapStatus.Reading)
            EndLine(end: []);
    }

    private void Hold(byte next)
    {
        if (next == (byte)'\n')
        {
            EndLine("\n"u8);
            return;
        }

        _held[_length++] = next;
        if (!CanBecomeMarker())
            Release();
    }

    private bool CanBecomeMarker()
    {
        if (_length == LongestMarkerBytes)
        {
            if (_isHeldAtLineStart)
                reader.Accept(_held.AsSpan(0, _length), MarkerOf(_held.AsSpan(0, _length)), mustBeMarker: true);
            return false;
        }

        Span<byte> held = _held.AsSpan(0, _length);
        return IsBeginning(held, BootstrapReader.AddressWords) ||
            IsBeginning(held, BootstrapReader.SshConnectionWords) ||
            IsBeginning(held, BootstrapReader.ConnectWords);
    }

    private static bool IsBeginning(ReadOnlySpan<byte> held, ReadOnlySpan<byte> words) =>
        held.Length < words.Length ? words.StartsWith(held) : held.StartsWith(words);

    // Gives up on the first held byte and on all behind it that cannot begin a marker either.
    private void Release()
    {
        do
        {
            int next = _held.AsSpan(1, _length - 1).IndexOf((byte)'M');
            int drop = next < 0 ? _length : next + 1;
            Pass(_held.AsSpan(0, drop));
            _held.AsSpan(drop, _length - drop).CopyTo(_held);
            _length -= drop;
            _isHeldAtLineStart = false;
        }
        while (_length > 0 && reader.Status == BootstrapStatus.Reading && !CanBecomeMarker());
    }

    private void EndLine(ReadOnlySpan<byte> end)
    {
        while (_length > 0 && reader.Status == BootstrapStatus.Reading)
        {
            Span<byte> held = _held.AsSpan(0, _length);
            BootstrapMarker marker = MarkerOf(held);
            if (marker != BootstrapMarker.None && reader.Accept(held, marker, _isHeldAtLineStart))
            {
                _length = 0;
                if (!_isHeldAtLineStart)
                    Pass(end);
                _isAtLineStart = true;
                return;
            }

            Release();
        }

        Pass(end);
    }

    private static BootstrapMarker MarkerOf(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(BootstrapReader.AddressWords))
            return BootstrapMarker.Address;
        if (line.StartsWith(BootstrapReader.SshConnectionWords))
            return BootstrapMarker.SshConnection;
        return line.StartsWith(BootstrapReader.ConnectWords) ? BootstrapMarker.Connect : BootstrapMarker.None;
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        reader.PassOn(text);
        _isAtLineStart = text[^1] == (byte)'\n';
    }
}

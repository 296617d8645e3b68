using System.Text;

namespace Moshi.Platform.Process;

/// <summary>
/// A copy of an environment to be changed and given to a child. Entries are kept as the bytes they are, so that values that are not UTF-8
/// reach the child unharmed; names are compared byte for byte.
/// </summary>
public sealed class EnvironmentBlock
{
    private readonly List<byte[]> _entries = [];

    /// <summary>All entries as NAME=VALUE, without the closing zero.</summary>
    public IReadOnlyList<byte[]> Entries => _entries;

    public string? this[string name]
    {
        get
        {
            int at = IndexOf(name);
            return at < 0 ? null : Encoding.UTF8.GetString(_entries[at].AsSpan(Encoding.UTF8.GetByteCount(name) + 1));
        }
        set
        {
            int at = IndexOf(name);
            if (value is null)
            {
                if (at >= 0)
                    _entries.RemoveAt(at);
                return;
            }
            byte[] entry = Encoding.UTF8.GetBytes($"{name}={value}");
            if (at < 0)
                _entries.Add(entry);
            else
                _entries[at] = entry;
        }
    }

    /// <summary>Adds or replaces one NAME=VALUE given as bytes. An entry without '=' is dropped, as execve's readers would.</summary>
    public void SetRaw(ReadOnlySpan<byte> entry)
    {
        int equals = entry.IndexOf((byte)'=');
        if (equals <= 0)
            return;
        int at = IndexOf(entry[..equals]);
        if (at < 0)
            _entries.Add(entry.ToArray());
        else
            _entries[at] = entry.ToArray();
    }

    private int IndexOf(string name) => IndexOf(Encoding.UTF8.GetBytes(name));

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            byte[] entry = _entries[i];
            if (entry.Length > name.Length && entry[name.Length] == '=' && entry.AsSpan(0, name.Length).SequenceEqual(name))
                return i;
        }
        return -1;
    }
}

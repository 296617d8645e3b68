using System.Runtime.InteropServices;
using System.Text;

namespace Moshi.Platform.Process;

/// <summary>A null-terminated array of C strings in one native allocation, as execve and posix_spawn take it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte** _array;

    internal NativeStrings(IReadOnlyList<string> strings)
    {
        int bytes = 0;
        foreach (string s in strings)
            bytes += Encoding.UTF8.GetByteCount(s) + 1;
        byte* at = Allocate(strings.Count, bytes);
        for (int i = 0; i < strings.Count; i++)
        {
            int length = Encoding.UTF8.GetBytes(strings[i], new Span<byte>(at, bytes));
            at = Append(i, at, length);
            bytes -= length + 1;
        }
    }

    internal NativeStrings(IReadOnlyList<byte[]> strings)
    {
        int bytes = 0;
        foreach (byte[] s in strings)
            bytes += s.Length + 1;
        byte* at = Allocate(strings.Count, bytes);
        for (int i = 0; i < strings.Count; i++)
        {
            strings[i].CopyTo(new Span<byte>(at, strings[i].Length));
            at = Append(i, at, strings[i].Length);
        }
    }

    internal byte** Pointer => _array;

    public void Dispose()
    {
        NativeMemory.Free(_array);
        _array = null;
    }

    private byte* Allocate(int count, int bytes)
    {
        nuint table = (nuint)(count + 1) * (nuint)sizeof(byte*);
        _array = (byte**)NativeMemory.Alloc(table + (nuint)bytes);
        _array[count] = null;
        return (byte*)_array + table;
    }

    private byte* Append(int index, byte* at, int length)
    {
        _array[index] = at;
        at[length] = 0;
        return at + length + 1;
    }
}

namespace Moshi.Transport.Sync;

/// <summary>A resize among the keys: it came after <paramref name="At"/> keys.</summary>
internal readonly record struct ResizeMark(long At, WindowSize Size);

using System.Runtime.InteropServices;

namespace Moshi.Terminal.Delta;

/// <summary>Rows of a picture that are rows of an earlier one, moved.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowCopy(int To, int From, int Count);

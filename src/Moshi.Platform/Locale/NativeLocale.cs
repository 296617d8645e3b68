using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Locale;

/// <summary>
/// The locale that the environment asks for, as libc understands it: one missing category makes the whole locale "C", as with
/// setlocale(LC_ALL, ""). Nothing is set in this process, so the question may be asked again after <see cref="Process.NativeEnvironment.Set"/>.
/// </summary>
public static unsafe class NativeLocale
{
    /// <summary>Name of the character set: "UTF-8", "ISO-8859-1", "ANSI_X3.4-1968" for the C locale.</summary>
    public static string Charset()
    {
        nint locale = Libc.newlocale(Libc.LC_ALL_MASK, "", 0);
        if (locale == 0)
            locale = Libc.newlocale(Libc.LC_ALL_MASK, "C", 0);
        if (locale == 0)
            return "";
        string charset = Marshal.PtrToStringUTF8((nint)Libc.nl_langinfo_l(Libc.CODESET, locale)) ?? "";
        Libc.freelocale(locale);
        return charset;
    }

    /// <summary>mosh's question (mosh-protocol §2.3): exactly these two spellings count.</summary>
    public static bool IsUtf8() => Charset() is "UTF-8" or "utf-8";
}

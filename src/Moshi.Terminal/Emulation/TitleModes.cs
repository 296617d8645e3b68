namespace Moshi.Terminal.Emulation;

/// <summary>xterm's title modes (<c>CSI &gt; Ps t</c>, <c>CSI &gt; Ps T</c>). UTF-8 is the only encoding here, so its two modes say nothing.</summary>
[Flags]
internal enum TitleModes
{
    /// <summary>Titles are text.</summary>
    None = 0,

    /// <summary>Mode 0: OSC 0, 1 and 2 bring hexadecimal digits.</summary>
    SetsHex = 1 << 0,

    /// <summary>Mode 1: titles are reported in hexadecimal digits.</summary>
    ReportsHex = 1 << 1,
}

namespace Moshi.Commands.Options;

/// <summary>The versions that programs print.</summary>
public static class ProgramVersion
{
    /// <summary>The release of mosh whose command lines and wire format we keep.</summary>
    public const string Compatible = "1.4.0";

    /// <summary>Our own release.</summary>
    public const string Own = "0.1.0";
}

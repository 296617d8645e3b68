namespace Moshi.Commands.Options;

/// <summary>When typed text is echoed before the server has answered.</summary>
public enum PredictionPreference
{
    Adaptive,
    Always,
    Never,
    Experimental,
}

namespace Moshi.Commands.Options;

/// <summary>The words for <see cref="PredictionPreference"/>, in lower case only.</summary>
public static class PredictionPreferences
{
    public static bool TryParse(string word, out PredictionPreference preference)
    {
        PredictionPreference? found = word switch
        {
            "adaptive" => PredictionPreference.Adaptive,
            "always" => PredictionPreference.Always,
            "never" => PredictionPreference.Never,
            "experimental" => PredictionPreference.Experimental,
            _ => null,
        };
        preference = found.GetValueOrDefault();
        return found.HasValue;
    }

    public static string ToWord(PredictionPreference preference) => preference switch
    {
        PredictionPreference.Always => "always",
        PredictionPreference.Never => "never",
        PredictionPreference.Experimental => "experimental",
        _ => "adaptive",
    };
}

using Moshi.Client;

namespace Moshi.Commands.Doctor;

/// <summary>What <see cref="FailureDiagnosis"/> has to say.</summary>
/// <param name="Result">Whether it explains that nothing arrives.</param>
/// <param name="Text">Causes with their fixes, whole lines; empty for none.</param>
internal sealed record Diagnosis(SearchResult Result, string Text)
{
    public static Diagnosis Nothing { get; } = new(SearchResult.None, "");
}

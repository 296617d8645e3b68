namespace Moshi.Terminal.Painting;

/// <summary>How much the outer terminal may be asked.</summary>
public enum OuterQueries
{
    /// <summary>Nothing: it might print the question.</summary>
    None,

    /// <summary>DA1 and DA2.</summary>
    Few,

    /// <summary>Everything.</summary>
    All,
}

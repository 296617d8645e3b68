namespace Moshi.Transport.Datagrams;

/// <summary>Why a text is not a session key.</summary>
public enum KeyTextError
{
    None,
    WrongLength,
    NotBase64,
    NotCanonical,
}

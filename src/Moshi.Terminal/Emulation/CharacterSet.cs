namespace Moshi.Terminal.Emulation;

/// <summary>A set of 94 characters that a program can put into the places of ASCII (SCS).</summary>
internal enum CharacterSet : byte
{
    Ascii,
    LineDrawing,
    British,
    Dutch,
    Finnish,
    French,
    FrenchCanadian,
    German,
    Italian,
    NorwegianDanish,
    Spanish,
    Swedish,
    Swiss,
}

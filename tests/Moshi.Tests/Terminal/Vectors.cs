using System.Text.Json;

namespace Moshi.Tests.Terminal;

/// <summary>The shared vectors, loaded once.</summary>
internal static class Vectors
{
    private static readonly Lazy<JsonDocument> Mosh = new(() => Load("mosh-vectors.json"));

    internal static JsonElement Root => Mosh.Value.RootElement;

    internal static JsonDocument Load(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", name)));

    internal static byte[] Hex(this JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? Convert.FromHexString(value.GetString()!) : [];

    internal static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;
}

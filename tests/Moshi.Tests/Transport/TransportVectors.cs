using System.Text.Json;

namespace Moshi.Tests.Transport;

/// <summary>The interoperability vectors, parsed once.</summary>
internal static class TransportVectors
{
    private static readonly Lazy<JsonDocument> Document =
        new(() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "mosh-vectors.json"))));

    public static JsonElement Root => Document.Value.RootElement;

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static ulong Number(this JsonElement element, string name) => element.GetProperty(name).GetUInt64();
}

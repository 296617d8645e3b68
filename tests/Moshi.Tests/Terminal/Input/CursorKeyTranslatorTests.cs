using System.Text;
using Moshi.Terminal.Input;
using Xunit;

namespace Moshi.Tests.Terminal.Input;

public sealed class CursorKeyTranslatorTests
{
    [Theory]
    [InlineData("\u001BOA\u001BOB\u001BOC\u001BOD", "\u001B[A\u001B[B\u001B[C\u001B[D")]
    [InlineData("\u001BOH\u001BOF\u001BOP", "\u001BOH\u001BOF\u001BOP")]
    [InlineData("\u001B[A", "\u001B[A")]
    [InlineData("OA", "OA")]
    [InlineData("\u001B OA", "\u001B OA")]
    [InlineData("\u001BOOA", "\u001BOOA")]
    [InlineData("\u001BO\u001BOA", "\u001BO\u001B[A")]
    [InlineData("\u001B\u001BOA", "\u001B\u001B[A")]
    [InlineData("\u008FA\u009BA", "\u008FA\u009BA")]
    public void Arrows_take_the_normal_form_unless_the_application_asked_otherwise(string keys, string normal)
    {
        Assert.Equal(normal, Translate(new CursorKeyTranslator(), keys, application: false));
        Assert.Equal(keys, Translate(new CursorKeyTranslator(), keys, application: true));
    }

    [Fact]
    public void Mode_at_the_last_byte_decides()
    {
        var translator = new CursorKeyTranslator();
        Assert.Equal("\u001B", Translate(translator, "\u001BO", application: true));
        Assert.Equal("[A", Translate(translator, "A", application: false));
    }

    [Fact]
    public void How_keys_are_cut_into_instructions_does_not_matter()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] keys = new byte[30];
            for (int i = 0; i < keys.Length; i++)
                keys[i] = "\u001BOABDEx["u8[random.Next(8)];

            string text = Encoding.Latin1.GetString(keys);
            string whole = Translate(new CursorKeyTranslator(), text, application: false);
            var translator = new CursorKeyTranslator();
            string pieces = string.Concat(text.Select(c => Translate(translator, c.ToString(), application: false)));
            Assert.True(string.Equals(whole, pieces, StringComparison.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public void Translation_allocates_nothing()
    {
        var translator = new CursorKeyTranslator();
        Span<byte> output = stackalloc byte[64];
        translator.Translate("\u001BOA"u8, false, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            translator.Translate("abc\u001BOA\u001BO"u8, false, output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Too_short_an_output_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new CursorKeyTranslator().Translate(new byte[3], false, new byte[3]));
    }

    private static string Translate(CursorKeyTranslator translator, string keys, bool application)
    {
        byte[] output = new byte[keys.Length + 1];
        int length = translator.Translate(Encoding.Latin1.GetBytes(keys), application, output);
        return Encoding.Latin1.GetString(output, 0, length);
    }
}

using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Screen;

/// <summary>Styles that are their own ids.</summary>
public sealed class PackedStyleTests
{
    private const CellAttributes All = CellAttributes.Bold | CellAttributes.Italic | CellAttributes.Underline | CellAttributes.Blink | CellAttributes.Inverse
        | CellAttributes.Invisible | CellAttributes.Faint | CellAttributes.Strikethrough | CellAttributes.Overline | CellAttributes.RapidBlink | CellAttributes.Protected;

    [Fact]
    public void Each_style_of_palette_colours_and_attributes_has_an_id_of_its_own_that_gives_it_back()
    {
        var ids = new HashSet<int> { 0 };
        var table = new SymbolTable();
        for (int i = 0; i <= 256; i++)
        {
            for (int j = 0; j <= 256; j++)
            {
                CellAttributes attributes = (CellAttributes)((i * 257) + j) & All;
                var style = new Style(Palette(i), Palette(j), attributes);
                int id = table.Intern(style);
                Assert.Equal(style, table.StyleOf(id));
                Assert.True(style.IsDefault ? id == 0 : ids.Add(id), $"{style} has the id of another style");
                Assert.True(table.HasStyle(id));
            }
        }

        Assert.Equal(1, table.StyleCount);
    }

    [Fact]
    public void Every_attribute_fits_into_an_id()
    {
        var table = new SymbolTable();
        var style = new Style(Color.Indexed(255), Color.Indexed(255), All);
        int id = table.Intern(style);
        Assert.True(id > 0);
        Assert.Equal(style, table.StyleOf(id));
    }

    [Fact]
    public void True_colour_links_and_underlines_have_entries_in_the_table()
    {
        var table = new SymbolTable();
        var plain = new Style(Color.Indexed(3), Color.Default, CellAttributes.Bold);
        Style[] styles =
        [
            plain with { Foreground = Color.Rgb(0, 0, 3) }, plain with { Background = Color.Rgb(0, 0, 3) }, plain with { UnderlineColor = Color.Indexed(3) },
            plain.WithUnderline(UnderlineStyle.Curly), plain with { LinkId = 1 },
        ];
        for (int i = 0; i < styles.Length; i++)
        {
            Assert.Equal(i + 1, table.Intern(styles[i]));
            Assert.Equal(styles[i], table.StyleOf(i + 1));
        }

        Assert.False(table.HasStyle(styles.Length + 1));
        Assert.False(table.HasStyle(-1));
    }

    private static Color Palette(int index) => index == 256 ? Color.Default : Color.Indexed(index);
}

using Moshi.Platform.Process;
using Xunit;

namespace Moshi.Tests.Platform;

public sealed class EnvironmentBlockTests
{
    [Fact]
    public void Variables_are_added_replaced_and_removed()
    {
        var block = new EnvironmentBlock { ["A"] = "1", ["AB"] = "2" };
        block["A"] = "3=4";
        Assert.Equal("3=4", block["A"]);
        Assert.Equal("2", block["AB"]);
        block["A"] = null;
        Assert.Null(block["A"]);
        block["NOT_THERE"] = null;
        Assert.Single(block.Entries);
    }

    [Fact]
    public void Values_that_are_not_utf8_pass_through_unharmed()
    {
        var block = new EnvironmentBlock();
        byte[] entry = [(byte)'N', (byte)'=', 0xFF, 0xE9];
        block.SetRaw(entry);
        block["OTHER"] = "x";
        Assert.Equal(entry, block.Entries[0]);
        block.SetRaw("N=plain"u8);
        Assert.Equal("plain", block["N"]);
        Assert.Equal(2, block.Entries.Count);
    }

    [Fact]
    public void Entries_without_a_name_are_dropped()
    {
        var block = new EnvironmentBlock();
        block.SetRaw("=value"u8);
        block.SetRaw("nothing"u8);
        Assert.Empty(block.Entries);
    }
}

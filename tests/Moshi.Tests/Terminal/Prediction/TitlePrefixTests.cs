using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

public sealed class TitlePrefixTests
{
    [Fact]
    public void Title_that_was_never_set_stays_unset()
    {
        var frame = new Framebuffer(10, 1);
        new TitlePrefix(TitlePrefix.Stock).Apply(frame);
        Assert.Equal("", frame.Title);
        Assert.False(frame.TitleWasSet);
    }

    [Theory]
    [InlineData("vim", "vim", "[mosh] vim", "[mosh] vim")]
    [InlineData("vim", "icon", "[mosh] vim", "icon")]
    [InlineData("", "", "[mosh] ", "[mosh] ")]
    public void Icon_name_gets_the_prefix_when_it_equals_the_title(string title, string icon, string newTitle, string newIcon)
    {
        var frame = new Framebuffer(10, 1) { Title = title, IconName = icon, TitleWasSet = true };
        new TitlePrefix(TitlePrefix.Stock).Apply(frame);
        Assert.Equal(newTitle, frame.Title);
        Assert.Equal(newIcon, frame.IconName);
    }

    [Fact]
    public void Same_title_costs_no_allocation()
    {
        var prefix = new TitlePrefix(TitlePrefix.Stock);
        var frame = new Framebuffer(10, 1) { TitleWasSet = true };
        string title = "vim";
        frame.Title = title;
        prefix.Apply(frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        frame.Title = title;
        prefix.Apply(frame);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("[mosh] vim", frame.Title);
    }
}

using System.Text;
using Moshi.Terminal.Input;
using Xunit;

namespace Moshi.Tests.Terminal.Input;

public sealed class EscapeKeyFilterTests
{
    [Fact]
    public void Ordinary_bytes_pass()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Assert.Equal("a\r\u001B[A", Sent(filter, "a\r\u001B[A"));
        Assert.False(filter.AwaitsCommand);
    }

    [Fact]
    public void Key_is_held_back_until_its_command_is_typed()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Assert.Equal("a", Sent(filter, "a\u001E"));
        Assert.True(filter.AwaitsCommand);
        Assert.Equal("\u001Eb", Sent(filter, "b"));
        Assert.False(filter.AwaitsCommand);
    }

    [Fact]
    public void Pass_key_sends_the_key_once()
    {
        Assert.Equal("\u001E", Sent(new EscapeKeyFilter(EscapeKey.Default), "\u001E^"));
        Assert.Equal("\r~", Sent(new EscapeKeyFilter(EscapeKey.Parse("~")), "\r~~"));
    }

    [Fact]
    public void Control_key_typed_twice_is_sent_twice()
    {
        Assert.Equal("\u001E\u001E", Sent(new EscapeKeyFilter(EscapeKey.Default), "\u001E\u001E"));
    }

    [Fact]
    public void Only_one_byte_after_the_key_is_examined()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Assert.Equal("\u001Ex.", Sent(filter, "\u001Ex."));
    }

    [Fact]
    public void Quit_drops_what_follows()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Span<byte> output = stackalloc byte[8];
        Assert.Equal(EscapeCommand.Quit, filter.Filter("ab\u001E.cd"u8, output, out int consumed, out int written));
        Assert.Equal(6, consumed);
        Assert.Equal("ab", Encoding.ASCII.GetString(output[..written]));
        Assert.False(filter.AwaitsCommand);
    }

    [Fact]
    public void Suspend_stops_between_the_bytes_before_and_after_it()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Span<byte> output = stackalloc byte[8];
        byte[] typed = "ab\u001E\u001Acd"u8.ToArray();
        Assert.Equal(EscapeCommand.Suspend, filter.Filter(typed, output, out int consumed, out int written));
        Assert.Equal(4, consumed);
        Assert.Equal(2, written);
        Assert.Equal(EscapeCommand.None, filter.Filter(typed.AsSpan(consumed), output, out consumed, out written));
        Assert.Equal("cd", Encoding.ASCII.GetString(output[..written]));
    }

    [Theory]
    [InlineData("~.", false)]
    [InlineData("a~.", false)]
    [InlineData("\r~.", true)]
    [InlineData("\n~.", true)]
    [InlineData("\ra~.", false)]
    [InlineData("\r~~~.", false)]
    [InlineData("\r~\r~.", true)]
    public void Printable_key_counts_only_directly_after_a_typed_line_end(string typed, bool quits)
    {
        var filter = new EscapeKeyFilter(EscapeKey.Parse("~"));
        Span<byte> output = stackalloc byte[16];
        EscapeCommand command = filter.Filter(Encoding.ASCII.GetBytes(typed), output, out _, out _);
        Assert.Equal(quits ? EscapeCommand.Quit : EscapeCommand.None, command);
    }

    [Fact]
    public void Disabled_key_lets_every_byte_pass()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Disabled);
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        Span<byte> output = stackalloc byte[257];
        Assert.Equal(EscapeCommand.None, filter.Filter(all, output, out int consumed, out int written));
        Assert.Equal(all.Length, consumed);
        Assert.Equal(all, output[..written]);
    }

    [Fact]
    public void How_input_is_cut_into_reads_does_not_matter()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            EscapeKey key = seed % 2 == 0 ? EscapeKey.Default : EscapeKey.Parse("~");
            byte[] typed = new byte[40];
            for (int i = 0; i < typed.Length; i++)
                typed[i] = "\u001E^~\r\nab\u001A"u8[random.Next(8)];

            string whole = Sent(new EscapeKeyFilter(key), Encoding.ASCII.GetString(typed));
            var filter = new EscapeKeyFilter(key);
            var pieces = new StringBuilder();
            foreach (byte b in typed)
                pieces.Append(Sent(filter, ((char)b).ToString()));

            Assert.True(string.Equals(whole, pieces.ToString(), StringComparison.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public void Too_short_an_output_is_refused()
    {
        var filter = new EscapeKeyFilter(EscapeKey.Default);
        Assert.Throws<ArgumentException>(() => filter.Filter(new byte[3], new byte[3], out _, out _));
    }

    /// <summary>What reaches the host, suspends passed over.</summary>
    private static string Sent(EscapeKeyFilter filter, string typed)
    {
        var sent = new StringBuilder();
        ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(typed);
        byte[] output = new byte[rest.Length + 1];
        while (!rest.IsEmpty)
        {
            filter.Filter(rest, output, out int consumed, out int written);
            sent.Append(Encoding.ASCII.GetString(output, 0, written));
            rest = rest[consumed..];
        }

        return sent.ToString();
    }
}

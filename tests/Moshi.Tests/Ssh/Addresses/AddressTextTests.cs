using System.Net;
using Moshi.Ssh.Addresses;
using Xunit;

namespace Moshi.Tests.Ssh.Addresses;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData(" 192.0.2.1/24\r", "192.0.2.1")]
    [InlineData("2001:DB8::1/64", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("fe80::1%2", "fe80::1%2")]
    [InlineData("fe80::1%lo", "fe80::1%1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void Addresses_are_read_in_every_form_in_which_they_are_written(string text, string expected)
    {
        Assert.True(AddressText.TryRead(text, out IPAddress? address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData("192.0.2.1%eth0")]
    [InlineData("fe80::1%")]
    [InlineData("192.0.2.1/129")]
    [InlineData("192.0.2.1/x")]
    [InlineData("example.org")]
    [InlineData("<html>")]
    [InlineData("1:2:3")]
    public void Everything_else_is_no_address(string text) => Assert.False(AddressText.TryRead(text, out _));

    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5:0")]
    [InlineData("203.0.113.5 60001\r", "203.0.113.5:60001")]
    [InlineData("2001:db8::5 1", "[2001:db8::5]:1")]
    public void A_public_address_may_have_a_port(string text, string expected)
    {
        Assert.True(AddressText.TryReadPublic(text, out IPEndPoint? endpoint));
        Assert.Equal(expected, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("203.0.113.5 0")]
    [InlineData("203.0.113.5 65536")]
    [InlineData("203.0.113.5 1 2")]
    [InlineData("curl: (6) Could not resolve host")]
    public void Words_of_a_failed_command_are_no_public_address(string text) => Assert.False(AddressText.TryReadPublic(text, out _));
}

using System.Buffers.Binary;
using Moshi.Platform.Net;
using Xunit;

namespace Moshi.Tests.Platform;

/// <summary>Answers of the kernel to sock_diag, cut, joined and spoilt.</summary>
public sealed class TcpRoundTripsTests
{
    private static readonly byte[] s_remote = [192, 0, 2, 7];

    [Fact]
    public void The_smallest_round_trip_of_the_right_address_counts()
    {
        uint micros = 0;
        byte[] datagram = [.. Answer(s_remote, 40_000), .. Answer([192, 0, 2, 8], 1_000), .. Answer(s_remote, 30_000), .. Answer(s_remote, 0)];

        Assert.True(TcpRoundTrips.Read(datagram, s_remote, ref micros));
        Assert.Equal(30_000U, micros);
    }

    [Fact]
    public void The_end_of_the_answer_is_seen()
    {
        uint micros = 0;
        byte[] end = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 20);
        end[4] = 3;

        Assert.False(TcpRoundTrips.Read([.. Answer(s_remote, 7), .. end, .. Answer(s_remote, 5)], s_remote, ref micros));
        Assert.Equal(7U, micros);
    }

    [Fact]
    public void Cut_and_spoilt_answers_throw_nothing()
    {
        byte[] whole = [.. Answer(s_remote, 40_000), .. Answer(s_remote, 30_000)];
        for (int length = 0; length <= whole.Length; length++)
        {
            uint micros = 0;
            TcpRoundTrips.Read(whole.AsSpan(0, length), s_remote, ref micros);
        }

        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            byte[] spoilt = [.. whole];
            for (int i = 0; i < 6; i++)
                spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            uint micros = 0;
            TcpRoundTrips.Read(spoilt, random.Next(2) == 0 ? s_remote : new byte[16], ref micros);
        }
    }

    private static byte[] Answer(byte[] remote, uint micros)
    {
        byte[] message = new byte[16 + 72 + 8 + 4 + 104];
        BinaryPrimitives.WriteUInt32LittleEndian(message, (uint)message.Length);
        message[4] = 20;
        remote.CopyTo(message, 16 + 24);

        // An attribute of another kind stands in front.
        message[88] = 5;
        message[90] = 8;
        message[96] = 108;
        message[98] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(100 + 68), micros);
        return message;
    }
}

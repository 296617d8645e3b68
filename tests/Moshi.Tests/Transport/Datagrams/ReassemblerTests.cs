using Moshi.Transport.Datagrams;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class ReassemblerTests
{
    [Fact]
    public void Fragments_join_in_any_order_with_repeats()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] whole = new byte[random.Next(1, 5000)];
            random.NextBytes(whole);
            int size = random.Next(1, 1300);
            int count = (whole.Length + size - 1) / size;
            if (count > FragmentHeader.MaxIndex)
                continue;
            int[] order = Enumerable.Range(0, count).Concat(Enumerable.Range(0, count)).ToArray();
            random.Shuffle(order);
            var reassembler = new Reassembler();
            int completed = 0;
            foreach (int index in order)
            {
                Span<byte> piece = whole.AsSpan(index * size, Math.Min(size, whole.Length - index * size));
                ReassemblyVerdict verdict = reassembler.Add(new FragmentHeader(7, index, index == count - 1), piece, out ReadOnlySpan<byte> joined);
                if (verdict == ReassemblyVerdict.Complete)
                {
                    Assert.True(joined.SequenceEqual(whole), $"seed {seed}");
                    completed++;
                }
                else
                {
                    Assert.Equal(ReassemblyVerdict.Incomplete, verdict);
                }
            }
            Assert.True(completed >= 1, $"seed {seed}");
        }
    }

    [Fact]
    public void A_whole_instruction_does_not_disturb_one_that_is_being_joined()
    {
        var reassembler = new Reassembler();
        Assert.Equal(ReassemblyVerdict.Incomplete, reassembler.Add(new(1, 0, false), "ab"u8, out _));
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(2, 0, true), "x"u8, out ReadOnlySpan<byte> whole));
        Assert.Equal("x"u8, whole);
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(1, 1, true), "c"u8, out whole));
        Assert.Equal("abc"u8, whole);
    }

    [Fact]
    public void A_fragment_of_another_instruction_starts_anew()
    {
        var reassembler = new Reassembler();
        reassembler.Add(new(5, 0, false), "ab"u8, out _);
        reassembler.Add(new(4, 0, false), "zz"u8, out _);
        Assert.Equal(ReassemblyVerdict.Incomplete, reassembler.Add(new(5, 1, true), "c"u8, out _));
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(5, 0, false), "ab"u8, out ReadOnlySpan<byte> whole));
        Assert.Equal("abc"u8, whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_short_instruction_between_spoils_a_long_one_only_at_a_stock_end(bool keepsPieces)
    {
        var reassembler = new Reassembler { KeepsPieces = keepsPieces };
        reassembler.Add(new(5, 0, false), "ab"u8, out _);
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(6, 0, true), "z"u8, out ReadOnlySpan<byte> between));
        Assert.Equal("z"u8, between);
        Assert.Equal(keepsPieces ? ReassemblyVerdict.Complete : ReassemblyVerdict.Incomplete, reassembler.Add(new(5, 1, true), "c"u8, out _));
    }

    [Fact]
    public void Contradictions_are_dropped_and_the_rest_still_joins()
    {
        var reassembler = new Reassembler();
        Assert.Equal(ReassemblyVerdict.Incomplete, reassembler.Add(new(1, 1, false), "b"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 1, false), "B"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 1, true), "b"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 0, true), "a"u8, out _));
        Assert.Equal(ReassemblyVerdict.Incomplete, reassembler.Add(new(1, 2, true), "c"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 3, false), "d"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 3, true), "d"u8, out _));
        Assert.Equal(ReassemblyVerdict.Conflict, reassembler.Add(new(1, 2, false), "c"u8, out _));
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(1, 0, false), "a"u8, out ReadOnlySpan<byte> whole));
        Assert.Equal("abc"u8, whole);
    }

    [Fact]
    public void A_flood_of_pieces_is_bounded()
    {
        var reassembler = new Reassembler();
        byte[] piece = new byte[2000];
        int tooLong = 0;
        long before = GC.GetTotalAllocatedBytes();
        for (int index = 0; index <= FragmentHeader.MaxIndex; index++)
        {
            if (reassembler.Add(new(1, index, false), piece, out _) == ReassemblyVerdict.TooLong)
                tooLong++;
        }
        Assert.True(tooLong >= FragmentHeader.MaxIndex * 2000L / Reassembler.MaxBytes - 1);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 400L << 20);
    }

    [Fact]
    public void Empty_pieces_and_the_last_index_are_legal()
    {
        var reassembler = new Reassembler();
        for (int index = FragmentHeader.MaxIndex; index > 0; index--)
            Assert.Equal(ReassemblyVerdict.Incomplete, reassembler.Add(new(1, index, index == FragmentHeader.MaxIndex), [], out _));
        Assert.Equal(ReassemblyVerdict.Complete, reassembler.Add(new(1, 0, false), [], out ReadOnlySpan<byte> whole));
        Assert.Equal(0, whole.Length);
    }

    [Fact]
    public void Random_fragments_never_throw()
    {
        var random = new Random(99);
        var reassembler = new Reassembler();
        byte[] contents = new byte[64];
        for (int i = 0; i < 200_000; i++)
        {
            var header = new FragmentHeader((ulong)random.Next(3), random.Next(10) == 0 ? random.Next(FragmentHeader.MaxIndex + 1) : random.Next(4), random.Next(3) == 0);
            contents[0] = (byte)random.Next(2);
            reassembler.Add(header, contents.AsSpan(0, random.Next(contents.Length)), out _);
        }
    }
}

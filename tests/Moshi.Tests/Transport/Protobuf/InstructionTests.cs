using Google.Protobuf;
using Moshi.Transport.Buffers;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Protobuf;

public sealed class InstructionTests
{
    private static readonly ulong[] Interesting = [0, 1, 127, 128, 16383, 16384, uint.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue];

    [Fact]
    public void What_we_write_google_protobuf_reads_and_writes_the_same()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var instruction = new Instruction
            {
                Version = 2,
                OldNumber = Pick(random),
                NewNumber = Pick(random),
                AckNumber = Pick(random),
                ThrowawayNumber = Pick(random),
                Diff = Bytes(random, 400),
                Chaff = Bytes(random, 16),
                Capabilities = random.Next(2) == 0 ? default : Bytes(random, 50),
                ExitStatus = random.Next(2) == 0 ? null : random.Next(256),
            };
            var ours = new ByteBuffer();
            instruction.Write(ours);
            using var theirs = new MemoryStream();
            using (var output = new CodedOutputStream(theirs, leaveOpen: true))
                WriteWithOracle(output, instruction);
            Assert.True(ours.Written.SequenceEqual(theirs.ToArray()), $"seed {seed}");
            AssertSame(ours.Written.ToArray(), isOracleRight: true, seed);
        }
    }

    [Fact]
    public void Messages_with_unknown_and_strange_fields_read_as_google_protobuf_reads_them()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
                WriteStrangeFields(output, random, depth: 0);
            AssertSame(stream.ToArray(), isOracleRight: true, seed);
        }
    }

    [Fact]
    public void Mutated_messages_never_throw_and_are_taken_only_if_google_protobuf_takes_them()
    {
        int taken = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
                WriteStrangeFields(output, random, depth: 0);
            byte[] bytes = stream.ToArray();
            if (random.Next(3) == 0)
                bytes = bytes[..random.Next(bytes.Length + 1)];
            for (int n = random.Next(4); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (AssertSame(bytes, isOracleRight: false, seed))
                taken++;
        }
        Assert.True(taken > 1000);
    }

    [Fact]
    public void A_message_cut_anywhere_is_refused_or_read_as_far_as_fields_are_whole()
    {
        var instruction = new Instruction { Version = 2, OldNumber = 300, NewNumber = 301, AckNumber = 5, ThrowawayNumber = 299, Diff = new byte[200], Chaff = new byte[3] };
        var whole = new ByteBuffer();
        instruction.Write(whole);
        for (int length = 0; length <= whole.Length; length++)
            AssertSame(whole.Written[..length].ToArray(), isOracleRight: true, length);
    }

    private static bool AssertSame(byte[] message, bool isOracleRight, int seed)
    {
        bool isOurs = Instruction.TryParse(message, out Instruction ours);
        bool isTheirs = TryReadWithOracle(message, out (ulong[] Numbers, byte[][] Bytes, int? ExitStatus) theirs);
        Assert.True(isOurs == isTheirs || (!isOracleRight && !isOurs), $"seed {seed}: ours {isOurs}, oracle {isTheirs}: {Convert.ToHexString(message)}");
        if (!isOurs)
            return false;
        bool same = ours.Version == (uint)theirs.Numbers[1] && ours.OldNumber == theirs.Numbers[2] && ours.NewNumber == theirs.Numbers[3]
            && ours.AckNumber == theirs.Numbers[4] && ours.ThrowawayNumber == theirs.Numbers[5]
            && ours.Diff.SequenceEqual(theirs.Bytes[0]) && ours.Chaff.SequenceEqual(theirs.Bytes[1]) && ours.Capabilities.SequenceEqual(theirs.Bytes[2])
            && ours.ExitStatus == theirs.ExitStatus;
        Assert.True(same, $"seed {seed}: {Convert.ToHexString(message)}");
        return true;
    }

    private static void WriteWithOracle(CodedOutputStream output, in Instruction instruction)
    {
        output.WriteTag(1, WireFormat.WireType.Varint);
        output.WriteUInt32(instruction.Version);
        Number(2, instruction.OldNumber);
        Number(3, instruction.NewNumber);
        Number(4, instruction.AckNumber);
        Number(5, instruction.ThrowawayNumber);
        Text(6, instruction.Diff);
        Text(7, instruction.Chaff);
        if (!instruction.Capabilities.IsEmpty)
            Text(64, instruction.Capabilities);
        if (instruction.ExitStatus is { } status)
            Number(65, (ulong)status);

        void Number(int field, ulong value)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteUInt64(value);
        }

        void Text(int field, ReadOnlySpan<byte> value)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(value));
        }
    }

    private static bool TryReadWithOracle(byte[] message, out (ulong[] Numbers, byte[][] Bytes, int? ExitStatus) read)
    {
        read = (new ulong[6], [[], [], []], null);
        try
        {
            using var input = new CodedInputStream(message);
            uint tag;
            while ((tag = input.ReadTag()) != 0)
            {
                int field = WireFormat.GetTagFieldNumber(tag);
                switch (WireFormat.GetTagWireType(tag))
                {
                    case WireFormat.WireType.Varint when field is >= 1 and <= 5:
                        read.Numbers[field] = input.ReadUInt64();
                        break;
                    case WireFormat.WireType.Varint when field == 65:
                        ulong status = input.ReadUInt64();
                        read.ExitStatus = status <= int.MaxValue ? (int)status : null;
                        break;
                    case WireFormat.WireType.LengthDelimited when field is 6 or 7 or 64:
                        read.Bytes[field == 64 ? 2 : field - 6] = input.ReadBytes().ToByteArray();
                        break;
                    case WireFormat.WireType.EndGroup:
                        return false;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void WriteStrangeFields(CodedOutputStream output, Random random, int depth)
    {
        for (int n = random.Next(1, 12); n > 0; n--)
        {
            int field = random.Next(3) == 0 ? random.Next(8, 1 << 20) : random.Next(1, 9);
            if (random.Next(8) == 0)
                field = random.Next(64, 66);
            switch (random.Next(6))
            {
                case 0:
                    output.WriteTag(field, WireFormat.WireType.Fixed32);
                    output.WriteFixed32((uint)random.Next());
                    break;
                case 1:
                    output.WriteTag(field, WireFormat.WireType.Fixed64);
                    output.WriteFixed64(Pick(random));
                    break;
                case 2 or 3:
                    output.WriteTag(field, WireFormat.WireType.Varint);
                    output.WriteUInt64(Pick(random));
                    break;
                case 4 when depth < 3:
                    output.WriteTag(field, WireFormat.WireType.StartGroup);
                    WriteStrangeFields(output, random, depth + 1);
                    output.WriteTag(field, WireFormat.WireType.EndGroup);
                    break;
                default:
                    output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                    output.WriteBytes(ByteString.CopyFrom(Bytes(random, 60)));
                    break;
            }
        }
    }

    private static ulong Pick(Random random) => random.Next(2) == 0 ? Interesting[random.Next(Interesting.Length)] : (ulong)random.NextInt64();

    private static byte[] Bytes(Random random, int max)
    {
        byte[] bytes = new byte[random.Next(max + 1)];
        random.NextBytes(bytes);
        return bytes;
    }
}

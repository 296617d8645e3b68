namespace Moshi.Tests.Fuzz;

/// <summary>Makes inputs: noise, words of a dictionary strung together, and damaged copies of good inputs.</summary>
internal static class FuzzMutator
{
    private const int MaxBytes = 2000;

    private static ReadOnlySpan<byte> Telling => [0x00, 0x01, 0x7F, 0x80, 0xFF, 0xFE, 0x1B, 0x0A];

    public static byte[] Generate(FuzzTarget target, Random random)
    {
        int kind = random.Next(10);
        if (target.Corpus.Count > 0 && kind < 5)
            return Mutate(target, random);

        return target.Dictionary.Count > 0 && kind < 9 ? Compose(target, random) : Noise(random, random.Next(200));
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Compose(FuzzTarget target, Random random)
    {
        var input = new List<byte>();
        for (int words = random.Next(1, 40); words > 0; words--)
            input.AddRange(random.Next(6) == 0 ? Noise(random, random.Next(1, 4)) : Pick(target.Dictionary, random));

        return [.. input.Take(MaxBytes)];
    }

    private static byte[] Mutate(FuzzTarget target, Random random)
    {
        List<byte> input = [.. Pick(target.Corpus, random)];
        for (int changes = random.Next(1, 9); changes > 0; changes--)
            Change(input, target, random);

        return [.. input.Take(MaxBytes)];
    }

    private static void Change(List<byte> input, FuzzTarget target, Random random)
    {
        int at = random.Next(input.Count + 1);
        int length = Math.Min(random.Next(1, random.Next(2) == 0 ? 4 : 64), input.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Telling[random.Next(Telling.Length)];
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4 when target.Dictionary.Count > 0:
                input.InsertRange(at, Pick(target.Dictionary, random));
                break;
            case 5:
                byte[] other = Pick(target.Corpus, random);
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other.AsSpan(random.Next(other.Length + 1)));
                break;
            case 6:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                input.InsertRange(at, Noise(random, random.Next(1, 4)));
                break;
        }
    }

    private static byte[] Pick(IReadOnlyList<byte[]> from, Random random) => from[random.Next(from.Count)];
}

using System.Runtime.CompilerServices;
using Moshi.Session;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>What a busy time has left behind is collected once, and only when it is much.</summary>
public sealed class IdleCollectorTests
{
    [Fact]
    public void What_was_left_behind_is_collected_once_it_is_worth_it()
    {
        IdleCollector collector = default;
        collector.Collect();
        WeakReference left = Leave(IdleCollector.WorthwhileBytes / 2);
        Assert.False(collector.Collect());
        Leave(IdleCollector.WorthwhileBytes / 2);
        Assert.True(collector.Collect());
        Assert.False(left.IsAlive);
        Assert.False(collector.Collect());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Leave(long bytes)
    {
        byte[][] pieces = new byte[bytes / 4096][];
        for (int i = 0; i < pieces.Length; i++)
            pieces[i] = new byte[4096];
        return new WeakReference(pieces);
    }
}

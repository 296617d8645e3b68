using Xunit;

namespace Moshi.Tests.Fuzz;

/// <summary>Tests that measure the memory of the process run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzTestGroup
{
    public const string Name = "fuzz";
}

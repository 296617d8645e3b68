using System.Reflection;
using Xunit.v3;

namespace Moshi.Interop;

/// <summary>
/// What may run beside what. Classes of most rooms wait much (for time-outs of ten seconds and more) and own their ports, terminals, homes and network namespaces, so that a few of them run at a
/// time; those that keep a processor busy, or look at how soon something happens, have the machine for themselves.
/// </summary>
public sealed class RoomCollections(IXunitTestAssembly assembly) : IXunitTestCollectionFactory
{
    private static readonly string[] s_waiting = ["Addresses", "Connect", "Doctor", "FrontDoor", "Scripted", "Sessions", "Wrapper"];

    private readonly Dictionary<string, IXunitTestCollection> _collections = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string DisplayName => "by room";

    /// <inheritdoc/>
    public IXunitTestCollection Get(Type testClass)
    {
        string room = (testClass.Namespace ?? "").Split('.')[^1];
        bool isShared = s_waiting.Contains(room, StringComparer.Ordinal);
        string name = isShared ? testClass.FullName! : "alone";
        if (!_collections.TryGetValue(name, out IXunitTestCollection? collection))
            _collections[name] = collection = new XunitTestCollection(assembly, collectionDefinition: null, disableParallelization: !isShared, name);
        return collection;
    }
}

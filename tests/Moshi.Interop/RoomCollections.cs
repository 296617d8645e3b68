using System.Reflection;
using Xunit.v3;

namespace Moshi.Interop;

/// <summary>
/// What may run beside what. Sessions and scripted peers mostly wait (for time-outs of ten seconds and more) and own their ports, terminals and
/// homes, so a few of their classes run at a time; everything else has the machine for itself.
/// </summary>
public sealed class RoomCollections(IXunitTestAssembly assembly) : IXunitTestCollectionFactory
{
    private readonly Dictionary<string, IXunitTestCollection> _collections = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string DisplayName => "by room";

    /// <inheritdoc/>
    public IXunitTestCollection Get(Type testClass)
    {
        string room = testClass.Namespace ?? "";
        bool isShared = room.EndsWith(".Sessions", StringComparison.Ordinal) || room.EndsWith(".Scripted", StringComparison.Ordinal)
            || room.EndsWith(".FrontDoor", StringComparison.Ordinal);
        string name = isShared ? testClass.FullName! : "alone";
        if (!_collections.TryGetValue(name, out IXunitTestCollection? collection))
            _collections[name] = collection = new XunitTestCollection(assembly, collectionDefinition: null, disableParallelization: !isShared, name);
        return collection;
    }
}

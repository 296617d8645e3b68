using System.Runtime.Versioning;

// Real programs and real time. Tests that mostly wait run four at a time; the rest one after the other (RoomCollections).
[assembly: Xunit.CollectionBehavior(typeof(Moshi.Interop.RoomCollections), MaxParallelThreads = 4)]
[assembly: SupportedOSPlatform("linux")]

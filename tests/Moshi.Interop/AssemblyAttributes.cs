using System.Runtime.Versioning;

// Real programs and real time. Tests that only wait run three at a time; the rest one after the other (RoomCollections).
[assembly: Xunit.CollectionBehavior(typeof(Moshi.Interop.RoomCollections), MaxParallelThreads = 3)]
[assembly: SupportedOSPlatform("linux")]

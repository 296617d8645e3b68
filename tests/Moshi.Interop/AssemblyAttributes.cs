using System.Runtime.Versioning;

// Real programs and real time: one test at a time, so that a crowded machine is not mistaken for a fault.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]

using Moshi.Transport.Sync;

namespace Moshi.Tests.Transport.Simulation.Switches;

/// <summary>One switch of <see cref="TimerPolicy"/>, or a few that only make sense together: what our ends do with it and without, in the cell where it matters.</summary>
/// <param name="Name">What is done, as decision 13 calls it.</param>
/// <param name="Switches">The properties of <see cref="TimerPolicy"/>.</param>
/// <param name="Cell">Which ends are ours, on which path, and what is counted.</param>
/// <param name="Unit">Unit of the result; less is better.</param>
/// <param name="Measure">The result with a policy at our ends.</param>
/// <param name="Without">Our policy with the switch turned off.</param>
internal sealed record SwitchRow(string Name, string Switches, string Cell, string Unit, Func<TimerPolicy, double> Measure, TimerPolicy Without)
{
    /// <summary>Our policy with the switch turned on, where that is not the usual one because other switches would hide what it does.</summary>
    public TimerPolicy With { get; init; } = TimerPolicy.Responsive;

    /// <summary>What the result with the switch must be at most, as a share of that without.</summary>
    public required double Bound { get; init; }
}

namespace Moshi.Commands.Doctor.Facts;

/// <summary>Whether a ControlMaster is there.</summary>
internal enum MasterState
{
    None,
    Live,

    /// <summary>Its socket is there, but it does not answer: every ssh to this host would hang.</summary>
    Wedged,
}

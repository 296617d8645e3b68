namespace Moshi.Commands.Doctor.Facts;

/// <summary>Whether a ControlMaster is there.</summary>
internal enum MasterState
{
    None,
    Live,

    /// <summary>Its socket is there, but it does not answer: every ssh to this host would hang.</summary>
    Wedged,

    /// <summary>It answers, but the host does not through it: its connection is dead, and nobody has told it.</summary>
    Deaf,
}

namespace Moshi.Terminal.Input;

/// <summary>What the user asked of the client by the escape key.</summary>
public enum EscapeCommand
{
    /// <summary>Nothing: all input was taken.</summary>
    None,

    /// <summary>End the session ("Exiting on user request...").</summary>
    Quit,

    /// <summary>Stop the client as a shell job, then go on with the rest of the input.</summary>
    Suspend,
}

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>How far the exchange with the host's server has come.</summary>
internal enum PathStage
{
    /// <summary>First datagrams go to every place where the server may be.</summary>
    Contact,

    /// <summary>Nothing has arrived at the server: other ports of the best guess are tried, for a router that rewrites them.</summary>
    Search,

    /// <summary>Larger and larger datagrams that must not be fragmented go to the server.</summary>
    SizesOut,

    /// <summary>One of full size that may be fragmented goes to the server.</summary>
    FullSizeOut,

    /// <summary>The server paints a screen that needs datagrams of full size.</summary>
    SizesBack,

    /// <summary>What can be seen while ssh is there has been seen.</summary>
    Done,

    /// <summary>ssh has left; does the server still answer?</summary>
    AfterLogin,
    Over,
}

namespace Moshi.Bench.Rows;

/// <summary>Who is measured in a row.</summary>
internal enum RowSubject
{
    /// <summary>Stock mosh at both ends.</summary>
    Stock,

    /// <summary>Ours at both ends.</summary>
    Both,

    /// <summary>Our server and the stock client.</summary>
    Server,

    /// <summary>Our client and the stock server.</summary>
    Client,

    /// <summary>OpenSSH over the same link.</summary>
    Ssh,

    /// <summary>OpenSSH with compression.</summary>
    SshCompressed,
}

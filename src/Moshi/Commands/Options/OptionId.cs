namespace Moshi.Commands.Options;

/// <summary>Names one option across all dialects, so that the code that folds parsed options is one switch.</summary>
public enum OptionId
{
    Help,
    Version,
    Client,
    Server,
    Ssh,
    SshPty,
    Predict,
    PredictAlways,
    PredictNever,
    PredictOverwrite,
    Family,
    Inet,
    Inet6,
    Port,
    BindServer,
    Init,
    Local,
    RemoteIp,
    FakeProxy,
    BindToSsh,
    BindAddress,
    Colors,
    Locale,
    Verbose,
    Capabilities,
    CountColors,
    Arguments,
    StunServer,
    CommandText,
    Environment,
    Forced,

    /// <summary>An option of ssh that goes to ssh as it is.</summary>
    SshOption,

    /// <summary>An option of ssh that makes no difference here.</summary>
    SshIgnored,

    /// <summary>An option of ssh for something that a session of ours does not do.</summary>
    SshRefused,
    Quiet,
    SshLogFile,
    Setting,
    EscapeKey,
    Address,
    BindAddressPolicy,
    Install,
    Bootstrap,
}

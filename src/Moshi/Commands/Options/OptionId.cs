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
}

namespace Moshi.Transport.Sync;

/// <summary>A point in a user's stream of actions: how many bytes and how many resizes came before it.</summary>
internal readonly record struct LogPosition(long Keys, long Resizes);

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// The text that receives a server's program on standard input and puts it into <c>~/.local/bin</c> at the host: written beside its place, compared with its hash, tried, and renamed. Rules for the
/// text as for <see cref="RemoteScript"/>.
/// </summary>
public static class InstallScript
{
    /// <summary>Where it goes, below the home directory.</summary>
    public const string Place = ".local/bin/moshi-server";

    /// <summary>ssh's command.</summary>
    /// <param name="nonce">For the marker lines.</param>
    /// <param name="sha256">Of the program, in lower case hexadecimal.</param>
    public static string Command(string nonce, string sha256) =>
        $"env sh -c 'N={nonce};w={sha256};" + """
        o() { echo; echo "MOSHI-$N $*"; };
        x() { rm -f "$f"; o INSTALL $1; o END; exit 1; };
        umask 077;f=;p=$HOME/.local/bin;mkdir -p "$p" || x directory;f=$p/.moshi-server.$$;
        cat >"$f" || x write;chmod 755 "$f" || x write;
        h=$(sha256sum <"$f" 2>/dev/null || shasum -a 256 <"$f" 2>/dev/null || openssl dgst -sha256 <"$f" 2>/dev/null);
        case $h in *$w*) ;; *) x hash;; esac;
        e=$("$f" --version 2>&1 </dev/null) || { echo "$e"; x run; };
        mv -f "$f" "$p/moshi-server" || x write;
        o INSTALL done;o END'
        """.ReplaceLineEndings("");

    /// <summary>What is wrong, for people.</summary>
    /// <param name="result">The word of the INSTALL line; empty when none came.</param>
    public static string Explain(string result) => result switch
    {
        "directory" => "~/.local/bin cannot be made there",
        "write" => "it cannot be written there; the disk or a quota may be full",
        "hash" => "it arrived damaged, or the host has none of sha256sum, shasum and openssl to tell",
        "run" => "it does not run there; the host may have another C library (musl) or an older one than this program needs",
        _ => "the host did not take it",
    };
}

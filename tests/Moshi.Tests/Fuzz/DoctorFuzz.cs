using System.Text;
using Moshi.Commands.Completion;
using Moshi.Commands.Doctor.Checks;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Gathering;
using Moshi.Commands.Doctor.Report;
using Moshi.Ssh.Config;

namespace Moshi.Tests.Fuzz;

/// <summary>What a host tells the doctor, and what stands in files of known hosts.</summary>
internal static class DoctorFuzz
{
    private const string Nonce = "0123456789abcdef";

    /// <summary>Whatever a host says: facts within limits, a judgement of each check, one JSON document, and no key in any text.</summary>
    public static readonly FuzzTarget HostReports = new("host reports", ReadHost)
    {
        SmokeRuns = 3000,
        Corpus =
        [
            Encoding.UTF8.GetBytes("""
                noise
                MOSHI-0123456789abcdef HELLO Linux x86_64
                MOSHI-0123456789abcdef CLOCK 1000000
                MOSHI-0123456789abcdef SSH 198.51.100.1 5 192.0.2.9 22
                MOSHI-0123456789abcdef ADDR 192.0.2.9/24
                MOSHI-0123456789abcdef SERVER mosh /usr/bin/mosh-server
                MOSHI-0123456789abcdef STARTED
                MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQw
                MOSHI-0123456789abcdef EXIT 0
                MOSHI-0123456789abcdef BOUND 090200C0:EA61
                MOSHI-0123456789abcdef RULE nft inet filter input input: policy drop;
                MOSHI PROBE 60002 4NeCCgvZFe2RnPgrcU1PQw
                MOSHI SAW 203.0.113.5 4500
                MOSHI-0123456789abcdef CGROUP /system.slice/ssh@1-2.service
                MOSHI-0123456789abcdef READY

                """),
        ],
        Dictionary =
        [
            .. new[]
            {
                "\nMOSHI-0123456789abcdef ", "HELLO ", "CLOCK ", "SSH ", "USER ", "SHELL ", "ADDR ", "MTU ", "CHARSET ", "LOCALES ", "SERVER ", "VERSION ", "HIDDEN", "STARTED", "EXIT ",
                "BOUND ", "DROPS ", "ARRIVED", "KILL ", "LINGER", "CGROUP ", "KILLMODE ", "SOCKET ", "FIREWALL ", "RULE ", "PRINTS ", "READY", "END", "MOSH CONNECT ", "\nMOSHI PROBE ",
                "\nMOSHI SAW ", "\nMOSHI FORBIDDEN", "99999999999999999999", "-1", "@", "/", ":", "\u001b[2J", "\0", "\r\n",
            }.Select(Encoding.UTF8.GetBytes),
        ],
        MaxAllocatedBytes = 4 << 20,
    };

    /// <summary>Names for a shell's completions: none that a shell could take for more than a word.</summary>
    public static readonly FuzzTarget KnownHosts = new("known hosts", ReadKnownHosts)
    {
        SmokeRuns = 3000,
        Corpus = ["alpha,192.0.2.1 ssh-ed25519 AAAA\n[beta]:22 ssh-rsa A\n|1|a=|b= x\nHost a b*\nInclude x\n"u8.ToArray()],
        Dictionary = [.. new[] { "[", "]:", "|1|", "@cert-authority ", ",", "*", "!", "Host ", "Include ", "$(", "`", "'", "\"", ";", "\n" }.Select(Encoding.UTF8.GetBytes)],
        MaxAllocatedBytes = 4 << 20,
    };

    private static void ReadHost(ReadOnlySpan<byte> input)
    {
        var reader = new HostReader(Nonce, static () => TimeSpan.FromSeconds(1_000_000));
        for (int at = 0, size = 1; at < input.Length; at += size, size = size % 31 + 1)
            reader.Receive(input.Slice(at, Math.Min(size, input.Length - at)));
        reader.Finish();
        HostFacts facts = reader.Facts;
        FuzzFailureException.Unless(facts.FirewallRules.Count <= 64 && facts.Addresses.Count <= 64 && reader.ProbeSaw.Count <= 64, "more than is to be kept");
        FuzzFailureException.Unless(reader.HasServer == facts.Port is > 0 and < 65536, "a key without a port, or a port without a key");
        IReadOnlyList<Finding> findings = AllChecks.Judge(new DoctorFacts("host") { Route = new RouteFacts { HostName = "host" }, Login = new LoginFacts { HasHello = reader.HasHello, Noise = reader.Noise }, HostSide = reader.HasHello ? facts : null });
        FuzzFailureException.Unless(findings.All(static finding => finding.Result is CheckResult.Warn or CheckResult.Fail == finding.Fix.Length > 0), "a fault without a fix");
        using var document = System.Text.Json.JsonDocument.Parse(FindingJson.Render("host", findings, TimeSpan.Zero));
        FuzzFailureException.Unless(!FindingText.Render(findings, hasColor: false).Any(static c => char.IsControl(c) && c is not '\n' and not '\t'), "control characters for the user");
    }

    private static void ReadKnownHosts(ReadOnlySpan<byte> input)
    {
        var names = new HostNames(new OneFile(Encoding.UTF8.GetString(input)), "/home");
        names.AddKnownHosts("/file");
        names.AddConfig("/file", "/");
        FuzzFailureException.Unless(names.All.All(static name => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '@') && name[0] != '-'), "a name that is more than a word");
    }

    private sealed class OneFile(string text) : IConfigFiles
    {
        public string? Read(string path, out string? problem)
        {
            problem = null;
            return text;
        }

        public IReadOnlyList<string> Expand(string pattern) => [pattern];
    }
}

using System.Globalization;
using Moshi.Lab.Link;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Lab;

/// <summary>Plays a short session of our own programs over a bad link and draws what a user sees: the picture of the README.</summary>
internal static class PictureCommand
{
    private static readonly TerminalSize s_size = new(92, 26);

    /// <summary>Writes the SVG to a file.</summary>
    public static int Run(string file)
    {
        LinkDirection bad = new() { Delay = TimeSpan.FromMilliseconds(100), Loss = 0.2 };
        SessionPlan plan = new(new Pairing(Implementation.Ours, Implementation.Ours)) { Size = s_size, Link = LinkProfile.Symmetric(bad), Command = ["bash", "--norc", "--noprofile"] };
        using var pair = MoshPair.Start(plan);
        TmuxPane pane = pair.Pane;
        List<(ScreenCapture, double)> frames = [];
        pane.WaitForText("$");
        pane.TypeLine("PS1='\\[\\e[32m\\]server\\[\\e[0m\\]:\\w\\$ '; clear; echo 'a link with 200 ms round trip and 20 % loss each way'");
        pane.WaitForText("% loss each way");
        Keep(1.5);
        pane.Type("ls --color=always -l /usr");
        Keep(1.2);
        pane.Press("Enter");
        pane.WaitForText("share");
        Keep(2);
        pane.TypeLine("vim -u NONE -c 'syntax on' -c 'set number' /etc/ssh/ssh_config");
        pane.WaitForText("ssh_config");
        Keep(2);
        pane.TypeLine(":q!");
        pane.TypeLine("clear; for i in $(seq 16 231); do printf '\\e[48;5;%dm%4d\\e[0m' $i $i; done; echo; echo 'Ünïcödé: 日本語 한국어 ελληνικά'");
        pane.WaitForText("Ünïcödé: 日本語");
        Keep(2);
        pair.Link!.SetBlackhole(true);
        pane.WaitForText("Last contact", TimeSpan.FromSeconds(20));
        Keep(1.5);
        pair.Link.SetBlackhole(false);
        pane.WaitFor(screen => !screen.Contains("Last contact"), "the link to be back");
        Keep(1);
        File.WriteAllText(file, ScreenSvg.Draw(frames));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {frames.Count} frames, {new FileInfo(file).Length / 1024} KB"));
        return 0;

        void Keep(double seconds)
        {
            // What is on its way still arrives.
            Thread.Sleep(700);
            frames.Add((pane.Capture(), seconds));
        }
    }
}

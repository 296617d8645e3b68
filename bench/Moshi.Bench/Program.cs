using Moshi.Bench;
using Moshi.Bench.Connect;
using Moshi.Bench.Fairness;
using Moshi.Bench.Flood;
using Moshi.Bench.Footprint;
using Moshi.Bench.Latency;
using Moshi.Bench.Plots;
using Moshi.Bench.Prediction;
using Moshi.Bench.Rows;
using Moshi.Bench.Stress;
using Moshi.Bench.Terminal;
using Moshi.Bench.Wire;

return args switch
{
    ["latency", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => LatencyBench.Run(options),
    ["footprint", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => FootprintBench.Run(options),
    ["flood", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => FloodBench.Run(options),
    ["terminal", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => TerminalBench.Run(options),
    ["wire", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => WireBench.Run(options),
    ["connect", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => ConnectBench.Run(options),
    ["prediction", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => PredictionBench.Run(options),
    ["stress", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => StressBench.Run(options),
    ["rows", .. string[] rest] => RowOptions.TryParse(rest, out RowOptions? options) ? RowsBench.Run(options) : 2,
    ["fairness", .. string[] rest] when BenchOptions.TryParse(rest, out BenchOptions? options) => FairnessBench.Run(options),
    ["plots"] => PlotsBench.Run(),
    ["tcp-source", .. string[] rest] => TcpPrograms.RunSource(rest),
    ["tcp-sink", .. string[] rest] => TcpPrograms.RunSink(rest),
    ["repaint", .. string[] rest] => RepaintProgram.Run(rest),
    ["play", .. string[] rest] => PlayProgram.Run(rest),
    ["feed", .. string[] rest] => FeedProgram.Run(rest),
    ["echo", .. string[] rest] => EchoProgram.Run(rest),
    _ => BenchOptions.Usage(),
};

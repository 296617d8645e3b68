using Moshi.Commands;
using Moshi.Diagnostics;

PlainOutput.Install();
return Dispatcher.Run(ProgramName.FromSystem(), args);

Moshi.Diagnostics.PlainOutput.Install();
return Moshi.Commands.Dispatcher.Run(Environment.GetCommandLineArgs());

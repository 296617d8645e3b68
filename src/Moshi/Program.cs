return Moshi.Commands.Dispatcher.Run(Environment.GetCommandLineArgs());

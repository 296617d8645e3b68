using Moshi.Lab;

return args switch
{
    ["link", .. string[] options] => LinkCommand.Run(options),
    _ => LinkCommand.Usage(),
};

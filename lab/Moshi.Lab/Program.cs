using Moshi.Lab;

return args switch
{
    ["link", .. string[] options] => LinkCommand.Run(options),
    ["picture", string file] => PictureCommand.Run(file),
    _ => LinkCommand.Usage(),
};

using Moshi.Diagnostics;
using Xunit;

namespace Moshi.Tests.Diagnostics;

public sealed class FileFaultTests
{
    [Fact]
    public void Faults_are_told_in_words_that_do_not_come_from_the_runtime()
    {
        Assert.Equal("there is no such file or directory", FileFault.Of(new FileNotFoundException("IO_FileNotFound_FileName, x")));
        Assert.Equal("there is no such file or directory", FileFault.Of(new DirectoryNotFoundException("IO_PathNotFound_Path, x")));
        Assert.Equal("it is a directory, or its permissions forbid that", FileFault.Of(new UnauthorizedAccessException("UnauthorizedAccess_IODenied_Path, x")));
        Assert.Equal("No space left on device", FileFault.Of(new IOException("IO_DiskFull_Path_AllocationSize", hresult: 28)));
    }
}

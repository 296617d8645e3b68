using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moshi.Lab.Processes;

/// <summary>
/// The lab's own system calls (Linux, glibc). The lab judges the product from outside, so it does not borrow the product's platform layer.
/// </summary>
internal static unsafe partial class Native
{
    public const int ReadWrite = 2, NoControllingTerminal = 0x100, CloseOnExec = 0x80000, NonBlocking = 0x800;
    public const short SpawnSetSignalDefault = 0x04, SpawnSetSignalMask = 0x08, SpawnSetSession = 0x80;
    public const nuint SetWindowSize = 0x5414;
    public const short PollIn = 1;
    public const int DontWait = 0x40;
    public const int Interrupted = 4, WouldBlock = 11;
    public const int SetFlags = 4;
    public const int SetTimerSlack = 29;
    public const int WaitNoHang = 1;
    public const int RoundRobin = 2, ResetOnFork = 0x40000000;

    private const int NewNetwork = 0x40000000;
    private const nuint SetTunInterface = 0x400454CA;
    private const short TunWithoutHeader = 0x1001;
    private const int InterfaceNameBytes = 16, InterfaceRequestBytes = 40;

    private const string C = "libc";

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>Throws with errno when a call has failed.</summary>
    public static void Check(bool ok, string call)
    {
        if (!ok)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new Win32Exception(error, $"{call}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>ppoll(2) with nanoseconds; a negative timeout waits for ever. Returns the number of ready descriptors, 0 also after a signal.</summary>
    public static int Poll(Span<PollDescriptor> descriptors, long timeoutNanoseconds)
    {
        TimeSpec timeout = new() { Seconds = timeoutNanoseconds / 1_000_000_000, Nanoseconds = timeoutNanoseconds % 1_000_000_000 };
        fixed (PollDescriptor* list = descriptors)
        {
            int ready = ppoll(list, (nuint)descriptors.Length, timeoutNanoseconds < 0 ? null : &timeout, null);
            if (ready < 0)
            {
                Check(Marshal.GetLastPInvokeError() == Interrupted, "ppoll");
                return 0;
            }
            return ready;
        }
    }

    /// <summary>read(2) into a span; -1 with errno on failure.</summary>
    public static nint Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return read(descriptor, start, (nuint)buffer.Length);
        }
    }

    /// <summary>write(2) from a span; -1 with errno on failure.</summary>
    public static nint Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return write(descriptor, start, (nuint)buffer.Length);
        }
    }

    /// <summary>recvfrom(2); <paramref name="addressLength"/> becomes the length of the sender's address.</summary>
    public static nint ReceiveFrom(int descriptor, Span<byte> buffer, Span<byte> address, out int addressLength)
    {
        uint length = (uint)address.Length;
        fixed (byte* start = buffer, from = address)
        {
            nint received = recvfrom(descriptor, start, (nuint)buffer.Length, DontWait, from, &length);
            addressLength = (int)length;
            return received;
        }
    }

    /// <summary>sendto(2); an empty address sends on a connected socket.</summary>
    public static nint SendTo(int descriptor, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = datagram, to = address)
        {
            return sendto(descriptor, start, (nuint)datagram.Length, DontWait, to, (uint)address.Length);
        }
    }

    /// <summary>
    /// A new TUN device inside a network namespace, non-blocking. The namespace of a descriptor is that of the thread that opened it, and a thread that has gone into
    /// one is good for nothing else: a thread of its own does it.
    /// </summary>
    public static int OpenTun(string namespaceFile, string name)
    {
        int descriptor = -1;
        Exception? failure = null;
        Thread visitor = new(() =>
        {
            try
            {
                int target = open(namespaceFile, CloseOnExec);
                Check(target >= 0, namespaceFile);
                bool hasEntered = setns(target, NewNetwork) == 0;
                Check(hasEntered, "setns");
                close(target);
                descriptor = open("/dev/net/tun", ReadWrite | NonBlocking | CloseOnExec);
                Check(descriptor >= 0, "/dev/net/tun");
                byte* request = stackalloc byte[InterfaceRequestBytes];
                new Span<byte>(request, InterfaceRequestBytes).Clear();
                System.Text.Encoding.ASCII.GetBytes(name, new Span<byte>(request, InterfaceNameBytes - 1));
                *(short*)(request + InterfaceNameBytes) = TunWithoutHeader;
                Check(ioctl(descriptor, SetTunInterface, request) == 0, "TUNSETIFF");
            }
            catch (Win32Exception e)
            {
                failure = e;
            }
        });
        visitor.Start();
        visitor.Join();
        return failure is null ? descriptor : throw failure;
    }

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)] public static partial int open(string path, int flags);
    [LibraryImport(C, SetLastError = true)] public static partial int setns(int descriptor, int kind);
    [LibraryImport(C, SetLastError = true)] public static partial int posix_openpt(int flags);
    [LibraryImport(C, SetLastError = true)] public static partial int grantpt(int descriptor);
    [LibraryImport(C, SetLastError = true)] public static partial int unlockpt(int descriptor);
    [LibraryImport(C, SetLastError = true)] public static partial int ptsname_r(int descriptor, byte* name, nuint length);
    [LibraryImport(C, SetLastError = true)] public static partial int ioctl(int descriptor, nuint request, void* argument);
    [LibraryImport(C, SetLastError = true)] public static partial int fcntl(int descriptor, int command, nint argument);
    [LibraryImport(C, SetLastError = true)] public static partial int close(int descriptor);
    [LibraryImport(C, SetLastError = true)] public static partial int waitpid(int process, out int status, int options);
    [LibraryImport(C, SetLastError = true)] public static partial int kill(int process, int signal);
    [LibraryImport(C, SetLastError = true)] public static partial int eventfd(uint initial, int flags);
    [LibraryImport(C, SetLastError = true)] public static partial int sched_setscheduler(int thread, int policy, in int priority);
    [LibraryImport(C, SetLastError = true)] public static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(C, SetLastError = true)] private static partial nint read(int descriptor, byte* buffer, nuint length);
    [LibraryImport(C, SetLastError = true)] private static partial nint write(int descriptor, byte* buffer, nuint length);
    [LibraryImport(C, SetLastError = true)] private static partial int ppoll(PollDescriptor* list, nuint count, TimeSpec* timeout, void* signals);
    [LibraryImport(C, SetLastError = true)] private static partial nint recvfrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);
    [LibraryImport(C, SetLastError = true)] private static partial nint sendto(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport(C)] public static partial int sigemptyset(byte* set);
    [LibraryImport(C)] public static partial int sigfillset(byte* set);
    [LibraryImport(C)] public static partial int posix_spawnattr_init(byte* attributes);
    [LibraryImport(C)] public static partial int posix_spawnattr_destroy(byte* attributes);
    [LibraryImport(C)] public static partial int posix_spawnattr_setflags(byte* attributes, short flags);
    [LibraryImport(C)] public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);
    [LibraryImport(C)] public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);
    [LibraryImport(C)] public static partial int posix_spawn_file_actions_init(byte* actions);
    [LibraryImport(C)] public static partial int posix_spawn_file_actions_destroy(byte* actions);
    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);
    [LibraryImport(C)] public static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);
    [LibraryImport(C)] public static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int first);
    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);
    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawnp(int* process, string file, byte* actions, byte* attributes, nint* arguments, nint* environment);
}

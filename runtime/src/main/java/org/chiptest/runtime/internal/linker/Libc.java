package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The calls of libc that the runtime needs and that no user code is involved in, so they work in the test JVM too.
 *
 * <p>A failing call throws a {@link LibcException}. All calls may be used from any thread.
 */
public final class Libc {

    public static final int MFD_CLOEXEC = 0x1;
    public static final int MFD_ALLOW_SEALING = 0x2;

    public static final int F_SEAL_SEAL = 0x1;
    public static final int F_SEAL_SHRINK = 0x2;
    public static final int F_SEAL_GROW = 0x4;

    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_CLOEXEC = 0x80000;

    public static final int PROT_NONE = 0x0;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;

    public static final int MAP_SHARED = 0x1;
    public static final int MAP_PRIVATE = 0x2;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_NORESERVE = 0x4000;

    public static final int MADV_DONTNEED = 4;
    public static final int MADV_REMOVE = 9;
    public static final int MADV_DONTFORK = 10;

    public static final int SIGQUIT = 3;
    public static final int SIGKILL = 9;

    public static final int EINTR = 4;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ETIMEDOUT = 110;

    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int SEEK_END = 2;
    // without FUTEX_PRIVATE_FLAG: the word may be in memory that two processes share
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;

    private static final int AT_FDCWD = -100;

    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    // WNOHANG, WEXITED and __WALL
    private static final int REAP = 0x1 | 0x4 | 0x4000_0000;
    // WNOHANG, WEXITED, WNOWAIT and __WALL: look only, at children of any kind
    private static final int LOOK_AT_CHILDREN = 0x1 | 0x4 | 0x0100_0000 | 0x4000_0000;

    private static final NativePlatform PLATFORM = NativePlatform.current();
    private static final Linker LINKER = Linker.nativeLinker();

    // every call goes through syscall(2): one signature, linked once, where a wrapper of libc for each call would cost a process 5 ms each
    private static final MethodHandle SYSCALL = function("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG),
            Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));

    // errno at 0, a struct timespec at 16; of the thread, so that waiting and waking allocate nothing
    private static final long SCRATCH_SIZE = 32;
    private static final long TIMESPEC = 16;
    private static final ThreadLocal<MemorySegment> SCRATCH = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(SCRATCH_SIZE, 8));

    /** Who makes the calls instead of the system, in tests of what happens when one fails. */
    private static volatile @Nullable Calls replaced;

    /** Make system calls: the result, or what {@link #failed} returns. */
    @FunctionalInterface
    interface Calls {
        long make(SystemCall call, long first, long second, long third, long fourth, long fifth, long sixth);
    }

    private Libc() {}

    /** Have somebody else make the calls of this process from now on; null: the system. */
    static void replace(@Nullable Calls calls) {
        replaced = calls;
    }

    /** Set this thread's error number, and return what a call that failed returns. */
    static long failed(int errno) {
        SCRATCH.get().set(JAVA_INT, 0, errno);
        return -1;
    }

    /** Create an unnamed file in memory; {@code name} only shows in {@code /proc}. */
    public static int memfdCreate(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long fd = call(SystemCall.MEMFD_CREATE, arena.allocateFrom(name).address(), flags);
            if (fd < 0) {
                throw failure("memfd_create", "name '%s', flags 0x%x".formatted(name, flags));
            }
            return (int) fd;
        }
    }

    /** Send a signal to a process. */
    public static void kill(long pid, int signal) {
        if (call(SystemCall.KILL, pid, signal) < 0) {
            throw failure("kill", "pid %d, signal %d".formatted(pid, signal));
        }
    }

    /** Open a process as a descriptor, which stays its own when its id is used again. */
    public static int pidfdOpen(long pid) {
        long fd = call(SystemCall.PIDFD_OPEN, pid, 0);
        if (fd < 0) {
            throw failure("pidfd_open", "pid %d".formatted(pid));
        }
        return (int) fd;
    }

    /** Send a signal to the process of a descriptor. */
    public static void pidfdSendSignal(int descriptor, int signal) {
        if (call(SystemCall.PIDFD_SEND_SIGNAL, descriptor, signal) < 0) {
            throw failure("pidfd_send_signal", "fd %d, signal %d".formatted(descriptor, signal));
        }
    }

    /** Let this process become the parent of its descendants whose parents end. */
    public static void adoptOrphans() {
        if (call(SystemCall.PRCTL, PR_SET_CHILD_SUBREAPER, 1) < 0) {
            throw failure("prctl", "PR_SET_CHILD_SUBREAPER");
        }
    }

    /** Tell whether this process has children, living ones or such that nobody has waited for; leaves them as they are. */
    public static boolean hasChildren() {
        if (call(SystemCall.WAITID, P_ALL, 0, 0, LOOK_AT_CHILDREN) == 0) {
            return true;
        }
        if (errno() == ECHILD) {
            return false;
        }
        throw failure("waitid", "P_ALL");
    }

    /** Take note of the end of a child of this process, so that the system forgets it; nothing if it is no child or goes on. */
    public static void reap(long pid) {
        if (call(SystemCall.WAITID, P_PID, pid, 0, REAP) < 0 && errno() != ECHILD) {
            throw failure("waitid", "P_PID, pid %d".formatted(pid));
        }
    }

    /** Give back the space of the first {@code length} bytes of a file, which read as zeros then; its size stays. */
    public static void punchHole(int fd, long length) {
        if (call(SystemCall.FALLOCATE, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, length) < 0) {
            throw failure("fallocate", "fd %d, FALLOC_FL_PUNCH_HOLE, offset 0, length %d".formatted(fd, length));
        }
    }

    /** Set the size of a file. */
    public static void ftruncate(int fd, long size) {
        if (call(SystemCall.FTRUNCATE, fd, size) < 0) {
            throw failure("ftruncate", "fd %d, size %d".formatted(fd, size));
        }
    }

    /** Return the size of a file; moves its position to the end. */
    public static long sizeOf(int fd) {
        long size = call(SystemCall.LSEEK, fd, 0, SEEK_END);
        if (size < 0) {
            throw failure("lseek", "fd %d, offset 0, SEEK_END".formatted(fd));
        }
        return size;
    }

    /** Forbid the given changes of a memory file, for ever and for everyone who has it open. */
    public static void addSeals(int fd, int seals) {
        if (call(SystemCall.FCNTL, fd, F_ADD_SEALS, seals) < 0) {
            throw failure("fcntl", "fd %d, F_ADD_SEALS, 0x%x".formatted(fd, seals));
        }
    }

    /** Return the seals of a memory file; a file that cannot be sealed fails. */
    public static int getSeals(int fd) {
        long seals = call(SystemCall.FCNTL, fd, F_GET_SEALS);
        if (seals < 0) {
            throw failure("fcntl", "fd %d, F_GET_SEALS".formatted(fd));
        }
        return (int) seals;
    }

    /** Open an existing file. */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long fd = call(SystemCall.OPENAT, AT_FDCWD, arena.allocateFrom(path).address(), flags);
            if (fd < 0) {
                throw failure("open", "path '%s', flags 0x%x".formatted(path, flags));
            }
            return (int) fd;
        }
    }

    /** Close a file descriptor. */
    public static void close(int fd) {
        if (call(SystemCall.CLOSE, fd) < 0) {
            throw failure("close", "fd %d".formatted(fd));
        }
    }

    /** Map memory at an address of the kernel's choice and return the address; {@code fd} is -1 for anonymous memory. */
    public static long mmap(long length, int protection, int flags, int fd, long offset) {
        return mmap(0, length, protection, flags, fd, offset);
    }

    /** Map memory in place of what a mapping of this process shows; {@code fd} is -1 for anonymous memory. */
    public static void mmapOver(long address, long length, int protection, int flags, int fd) {
        mmap(address, length, protection, flags | MAP_FIXED, fd, 0);
    }

    private static long mmap(long wanted, long length, int protection, int flags, int fd, long offset) {
        long address = call(SystemCall.MMAP, wanted, length, protection, flags, fd, offset);
        if (address == -1) {
            throw failure("mmap", "address 0x%x, length %d, protection 0x%x, flags 0x%x, fd %d, offset %d"
                    .formatted(wanted, length, protection, flags, fd, offset));
        }
        return address;
    }

    /** Remove a mapping. */
    public static void munmap(long address, long length) {
        if (call(SystemCall.MUNMAP, address, length) < 0) {
            throw failure("munmap", "address 0x%x, length %d".formatted(address, length));
        }
    }

    /** Tell the kernel what a range of pages is needed for. */
    public static void madvise(long address, long length, int advice) {
        if (call(SystemCall.MADVISE, address, length, advice) < 0) {
            throw failure("madvise", "address 0x%x, length %d, advice %d".formatted(address, length, advice));
        }
    }

    /**
     * Sleep until the 32-bit word at {@code address} is woken, if it still holds {@code expected}.
     *
     * @return false if the time ran out; true if woken, if the word had another value, or for no reason: look at the word again
     */
    public static boolean futexWait(long address, int expected, Duration timeout) {
        MemorySegment scratch = SCRATCH.get();
        scratch.set(JAVA_LONG, TIMESPEC, timeout.toSeconds());
        scratch.set(JAVA_LONG, TIMESPEC + 8, timeout.toNanosPart());
        if (call(SystemCall.FUTEX, address, FUTEX_WAIT, expected, scratch.address() + TIMESPEC) == 0) {
            return true;
        }
        return switch (errno()) {
            case EAGAIN, EINTR -> true;
            case ETIMEDOUT -> false;
            default -> throw failure("futex", "address 0x%x, FUTEX_WAIT, %d, %s".formatted(address, expected, timeout));
        };
    }

    /** Wake up to {@code count} sleepers of the word at {@code address}, in all processes; return how many were woken. */
    public static int futexWake(long address, int count) {
        long woken = call(SystemCall.FUTEX, address, FUTEX_WAKE, count);
        if (woken < 0) {
            throw failure("futex", "address 0x%x, FUTEX_WAKE, %d".formatted(address, count));
        }
        return (int) woken;
    }

    /** Return the system's words for an error number. */
    public static String errorText(int errno) {
        MethodHandle strerror = function("strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
        try {
            return NativeMemory.getString((long) strerror.invokeExact(errno), 256);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static RuntimeException unchecked(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException("a native call threw a checked exception", e);
        };
    }

    private static long call(SystemCall call, long first) {
        return call(call, first, 0, 0, 0, 0, 0);
    }

    private static long call(SystemCall call, long first, long second) {
        return call(call, first, second, 0, 0, 0, 0);
    }

    private static long call(SystemCall call, long first, long second, long third) {
        return call(call, first, second, third, 0, 0, 0);
    }

    private static long call(SystemCall call, long first, long second, long third, long fourth) {
        return call(call, first, second, third, fourth, 0, 0);
    }

    private static long call(SystemCall call, long first, long second, long third, long fourth, long fifth,
            long sixth) {
        Calls others = replaced;
        return others == null
                ? make(call, first, second, third, fourth, fifth, sixth)
                : others.make(call, first, second, third, fourth, fifth, sixth);
    }

    /** Have the system make a call. */
    static long make(SystemCall call, long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            return (long) SYSCALL.invokeExact(SCRATCH.get(), call.number(PLATFORM), first, second, third, fourth, fifth,
                    sixth);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Return the error number of this thread's last failed call. */
    private static int errno() {
        return SCRATCH.get().get(JAVA_INT, 0);
    }

    private static LibcException failure(String call, String arguments) {
        int errno = errno();
        return new LibcException(call, arguments, errno, errorText(errno));
    }

    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }
}

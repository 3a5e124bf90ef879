package org.chiptest.runtime.linker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

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

    public static final int PROT_NONE = 0;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;

    public static final int MAP_SHARED = 0x1;
    public static final int MAP_PRIVATE = 0x2;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_NORESERVE = 0x4000;

    public static final int MADV_DONTNEED = 4;
    public static final int MADV_REMOVE = 9;

    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ETIMEDOUT = 110;

    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int SEEK_END = 2;
    // without FUTEX_PRIVATE_FLAG: the word may be in memory that two processes share
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final long FUTEX_CALL = NativePlatform.current().futexCall();
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle MEMFD_CREATE = checked("memfd_create",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FTRUNCATE = checked("ftruncate",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle LSEEK = checked("lseek",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FCNTL = checked("fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle OPEN = checked("open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = checked("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MMAP = checked("mmap",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = checked("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MADVISE = checked("madvise",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FALLOCATE = checked("fallocate",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FUTEX = checked("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle STRERROR = plain("strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    // errno at 0, a struct timespec at 16; of the thread, so that waiting and waking allocate nothing
    private static final long SCRATCH_SIZE = 32;
    private static final long TIMESPEC = 16;
    private static final ThreadLocal<MemorySegment> SCRATCH = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(SCRATCH_SIZE, 8));

    private Libc() {}

    /** Create an unnamed file in memory; {@code name} only shows in {@code /proc}. */
    public static int memfdCreate(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = SCRATCH.get();
            int fd = (int) MEMFD_CREATE.invokeExact(scratch, arena.allocateFrom(name), flags);
            return fd >= 0 ? fd : fail(scratch, "memfd_create", "name '%s', flags 0x%x".formatted(name, flags));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Set the size of a file. */
    public static void ftruncate(int fd, long size) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) FTRUNCATE.invokeExact(scratch, fd, size) != 0) {
                fail(scratch, "ftruncate", "fd %d, size %d".formatted(fd, size));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Return the size of a file; moves its position to the end. */
    public static long sizeOf(int fd) {
        try {
            MemorySegment scratch = SCRATCH.get();
            long size = (long) LSEEK.invokeExact(scratch, fd, 0L, SEEK_END);
            return size >= 0 ? size : fail(scratch, "lseek", "fd %d, offset 0, SEEK_END".formatted(fd));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Forbid the given changes of a memory file, for ever and for everyone who has it open. */
    public static void addSeals(int fd, int seals) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) FCNTL.invokeExact(scratch, fd, F_ADD_SEALS, seals) != 0) {
                fail(scratch, "fcntl", "fd %d, F_ADD_SEALS, 0x%x".formatted(fd, seals));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Return the seals of a memory file; a file that cannot be sealed fails. */
    public static int getSeals(int fd) {
        try {
            MemorySegment scratch = SCRATCH.get();
            int seals = (int) FCNTL.invokeExact(scratch, fd, F_GET_SEALS, 0);
            return seals >= 0 ? seals : fail(scratch, "fcntl", "fd %d, F_GET_SEALS".formatted(fd));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Open an existing file. */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = SCRATCH.get();
            int fd = (int) OPEN.invokeExact(scratch, arena.allocateFrom(path), flags, 0);
            return fd >= 0 ? fd : fail(scratch, "open", "path '%s', flags 0x%x".formatted(path, flags));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Close a file descriptor. */
    public static void close(int fd) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) CLOSE.invokeExact(scratch, fd) != 0) {
                fail(scratch, "close", "fd %d".formatted(fd));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Map memory at an address of the kernel's choice and return the address; {@code fd} is -1 for anonymous memory. */
    public static long mmap(long length, int protection, int flags, int fd, long offset) {
        try {
            MemorySegment scratch = SCRATCH.get();
            long address = (long) MMAP.invokeExact(scratch, 0L, length, protection, flags, fd, offset);
            return address != -1
                    ? address
                    : fail(scratch, "mmap", "length %d, protection 0x%x, flags 0x%x, fd %d, offset %d".formatted(length,
                            protection, flags, fd, offset));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Remove a mapping. */
    public static void munmap(long address, long length) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) MUNMAP.invokeExact(scratch, address, length) != 0) {
                fail(scratch, "munmap", "address 0x%x, length %d".formatted(address, length));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Tell the kernel what a range of pages is needed for. */
    public static void madvise(long address, long length, int advice) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) MADVISE.invokeExact(scratch, address, length, advice) != 0) {
                fail(scratch, "madvise", "address 0x%x, length %d, advice %d".formatted(address, length, advice));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Give the pages of a range of a file back; the range reads as zero afterwards and the size stays. */
    public static void punchHole(int fd, long offset, long length) {
        try {
            MemorySegment scratch = SCRATCH.get();
            if ((int) FALLOCATE.invokeExact(scratch, fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset,
                    length) != 0) {
                fail(scratch, "fallocate", "fd %d, punch hole, offset %d, length %d".formatted(fd, offset, length));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * Sleep until the 32-bit word at {@code address} is woken, if it still holds {@code expected}.
     *
     * @return false if the time ran out; true if woken, if the word had another value, or for no reason: look at the word again
     */
    public static boolean futexWait(long address, int expected, Duration timeout) {
        try {
            MemorySegment scratch = SCRATCH.get();
            scratch.set(JAVA_LONG, TIMESPEC, timeout.toSeconds());
            scratch.set(JAVA_LONG, TIMESPEC + 8, timeout.toNanosPart());
            long result = (long) FUTEX.invokeExact(scratch, FUTEX_CALL, address, FUTEX_WAIT, expected,
                    scratch.address() + TIMESPEC, 0L, 0);
            if (result == 0) {
                return true;
            }
            int errno = scratch.get(JAVA_INT, 0);
            return switch (errno) {
                case EAGAIN, EINTR -> true;
                case ETIMEDOUT -> false;
                default ->
                    throw failure(errno, "futex",
                            "address 0x%x, FUTEX_WAIT, %d, %s".formatted(address, expected, timeout));
            };
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Wake up to {@code count} sleepers of the word at {@code address}, in all processes; return how many were woken. */
    public static int futexWake(long address, int count) {
        try {
            MemorySegment scratch = SCRATCH.get();
            long woken = (long) FUTEX.invokeExact(scratch, FUTEX_CALL, address, FUTEX_WAKE, count, 0L, 0L, 0);
            return (int) (woken >= 0
                    ? woken
                    : fail(scratch, "futex", "address 0x%x, FUTEX_WAKE, %d".formatted(address, count)));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Return the system's words for an error number. */
    public static String errorText(int errno) {
        try {
            return NativeMemory.getString((long) STRERROR.invokeExact(errno), 256);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static MethodHandle plain(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    static RuntimeException unchecked(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException("a native call threw a checked exception", e);
        };
    }

    private static MethodHandle checked(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        return plain(name, type, all);
    }

    private static int fail(MemorySegment scratch, String call, String arguments) {
        throw failure(scratch.get(JAVA_INT, 0), call, arguments);
    }

    private static LibcException failure(int errno, String call, String arguments) {
        return new LibcException(call, arguments, errno, errorText(errno));
    }
}

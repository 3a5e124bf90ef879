package org.chiptest.runtime.internal.linker;

/** The system calls that {@link Libc} makes, with their numbers on each platform. */
enum SystemCall {

    CLOSE(3, 57),
    FALLOCATE(285, 47),
    FCNTL(72, 25),
    FTRUNCATE(77, 46),
    FUTEX(202, 98),
    KILL(62, 129),
    LSEEK(8, 62),
    MADVISE(28, 233),
    MEMFD_CREATE(319, 279),
    MMAP(9, 222),
    MUNMAP(11, 215),
    OPENAT(257, 56),
    PIDFD_OPEN(434, 434),
    PIDFD_SEND_SIGNAL(424, 424),
    PRCTL(157, 167),
    WAITID(247, 95);

    private final long numberOnX86;
    private final long numberOnAarch64;

    SystemCall(long numberOnX86, long numberOnAarch64) {
        this.numberOnX86 = numberOnX86;
        this.numberOnAarch64 = numberOnAarch64;
    }

    long number(NativePlatform platform) {
        return switch (platform) {
            case X86_64 -> numberOnX86;
            case AARCH64 -> numberOnAarch64;
        };
    }
}

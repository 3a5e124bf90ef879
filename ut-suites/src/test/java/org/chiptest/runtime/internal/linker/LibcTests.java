package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class LibcTests {

    private static final int ENOENT = 2;
    private static final int EINVAL = 22;

    @Test
    void aFailedCallNamesItselfItsArgumentsAndTheReason() {
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.open("/no/such/file", Libc.O_RDONLY))
                .withMessage("open(path '/no/such/file', flags 0x0) failed: No such file or directory (errno 2)")
                .satisfies(e -> {
                    assertThat(e.call()).isEqualTo("open");
                    assertThat(e.errno()).isEqualTo(ENOENT);
                });
    }

    @Test
    void everyCallOnAClosedDescriptorSaysSo() {
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.ftruncate(-1, 5))
                .withMessage("ftruncate(fd -1, size 5) failed: Bad file descriptor (errno 9)");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.addSeals(-1, 6))
                .withMessage("fcntl(fd -1, F_ADD_SEALS, 0x6) failed: Bad file descriptor (errno 9)");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.getSeals(-1))
                .withMessage("fcntl(fd -1, F_GET_SEALS) failed: Bad file descriptor (errno 9)");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.sizeOf(-1))
                .withMessageStartingWith("lseek(fd -1");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.close(-1))
                .withMessage("close(fd -1) failed: Bad file descriptor (errno 9)");
    }

    @Test
    void impossibleMappingsAreRefusedWithTheirNumbers() {
        assertThatExceptionOfType(LibcException.class)
                .isThrownBy(() -> Libc.mmap(0, Libc.PROT_READ, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0))
                .withMessage(
                        "mmap(address 0x0, length 0, protection 0x1, flags 0x22, fd -1, offset 0) failed: Invalid argument (errno 22)");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.munmap(1, 4096))
                .withMessage("munmap(address 0x1, length 4096) failed: Invalid argument (errno 22)");
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.madvise(1, 4096, Libc.MADV_DONTNEED))
                .withMessage("madvise(address 0x1, length 4096, advice 4) failed: Invalid argument (errno 22)");
    }

    @Test
    void aFutexCallOnAnAddressThatIsNotAlignedIsAnError() {
        assertThatExceptionOfType(LibcException.class)
                .isThrownBy(() -> Libc.futexWait(0x1001, 7, Duration.ofMillis(1)))
                .withMessage("futex(address 0x1001, FUTEX_WAIT, 7, PT0.001S) failed: Invalid argument (errno 22)")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(EINVAL));
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.futexWake(0x1001, 1))
                .withMessageStartingWith("futex(address 0x1001, FUTEX_WAKE, 1) failed: ");
    }
}

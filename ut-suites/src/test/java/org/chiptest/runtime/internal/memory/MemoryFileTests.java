package org.chiptest.runtime.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.linker.FailingLibc;
import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.junit.jupiter.api.Test;

class MemoryFileTests {

    private static final long PID = ProcessHandle.current().pid();
    private static final int EPERM = 1;
    private static final int ENOMEM = 12;

    @Test
    void twoMappingsAtDifferentAddressesSeeEachOthersWrites() {
        try (MemoryFile file = MemoryFile.create("two-mappings", 4096);
                MappedMemory one = file.map();
                MappedMemory other = file.map()) {
            assertThat(one.address()).isNotEqualTo(other.address());
            one.segment().set(JAVA_LONG, 4088, 42);
            assertThat(other.segment().get(JAVA_LONG, 4088)).isEqualTo(42);
            other.segment().set(JAVA_LONG, 0, 43);
            assertThat(one.segment().get(JAVA_LONG, 0)).isEqualTo(43);
        }
    }

    @Test
    void isOpenedThroughTheDescriptorOfItsOwner() {
        try (MemoryFile file = MemoryFile.create("opened-by-descriptor", 12_345);
                MappedMemory mine = file.map();
                MemoryFile opened = MemoryFile.openOf(PID, file.descriptor());
                MappedMemory theirs = opened.map()) {
            assertThat(opened.size()).isEqualTo(12_345);
            assertThat(opened.descriptor()).isNotEqualTo(file.descriptor());
            mine.segment().set(JAVA_BYTE, 12_344, (byte) 7);
            assertThat(theirs.segment().get(JAVA_BYTE, 12_344)).isEqualTo((byte) 7);
        }
    }

    @Test
    void aMappingThatCannotBeKeptFromCopiesIsNotLeft() throws IOException {
        try (MemoryFile file = MemoryFile.create("kept-from-nobody", 4096);
                FailingLibc _ = FailingLibc.failing("madvise", ENOMEM, 1)) {
            assertThatExceptionOfType(LibcException.class).isThrownBy(file::map)
                    .withMessageContaining("advice 10) failed: Cannot allocate memory (errno 12)");
        }
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("kept-from-nobody");
    }

    @Test
    void aFileWhoseSizeCannotBeToldIsNotLeftOpen() {
        try (MemoryFile file = MemoryFile.create("without-size", 4096);
                FailingLibc calls = FailingLibc.failing("lseek", ENOMEM, 1)) {
            assertThatExceptionOfType(LibcException.class).isThrownBy(() -> MemoryFile.openOf(PID, file.descriptor()))
                    .withMessageStartingWith("lseek(");
            assertThat(calls.made()).containsEntry("openat", 1).containsEntry("close", 1);
        }
    }

    @Test
    void canNeitherShrinkNorGrowNorBeUnsealed() {
        try (MemoryFile file = MemoryFile.create("sealed", 8192)) {
            for (long size : new long[]{0, 4096, 8191, 8193, 1 << 20}) {
                assertThatExceptionOfType(LibcException.class)
                        .isThrownBy(() -> Libc.ftruncate(file.descriptor(), size))
                        .satisfies(e -> assertThat(e.errno()).isEqualTo(EPERM));
            }
            assertThatExceptionOfType(LibcException.class).isThrownBy(() -> Libc.addSeals(file.descriptor(), 8))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(EPERM));
            assertThat(Libc.sizeOf(file.descriptor())).isEqualTo(8192);
        }
    }

    @Test
    void costsNothingBeforeItIsTouched() throws IOException {
        try (MemoryFile file = MemoryFile.create("sparse", 1L << 40); MappedMemory memory = file.map()) {
            memory.segment().set(JAVA_LONG, (1L << 40) - 8, 1);
            Path link = Path.of("/proc/self/fd/" + file.descriptor());
            assertThat(Files.size(link)).isEqualTo(1L << 40);
            assertThat(memory.segment().get(JAVA_LONG, 1L << 39)).isZero();
        }
    }

    @Test
    void itsMappingsOutliveIt() {
        MemoryFile file = MemoryFile.create("closed-early", 4096);
        try (MappedMemory memory = file.map()) {
            file.close();
            file.close();
            memory.segment().set(JAVA_LONG, 8, 9);
            assertThat(memory.segment().get(JAVA_LONG, 8)).isEqualTo(9);
            assertThatIllegalStateException().isThrownBy(file::map).withMessage("memory file is closed; map it before");
        }
    }

    @Test
    void nothingButAMemoryFileOfFixedSizeIsAccepted() {
        int unsealed = Libc.memfdCreate("unsealed", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        int nullDevice = Libc.open("/dev/null", Libc.O_RDWR);
        try {
            for (int descriptor : new int[]{unsealed, nullDevice}) {
                assertThatIllegalArgumentException().isThrownBy(() -> MemoryFile.openOf(PID, descriptor))
                        .withMessage(
                                "/proc/%d/fd/%d is not a memory file of fixed size; pass the descriptor of a MemoryFile"
                                        + " that is still open",
                                PID, descriptor);
            }
        } finally {
            Libc.close(unsealed);
            Libc.close(nullDevice);
        }
    }

    @Test
    void aDescriptorThatIsNotOpenIsNamed() {
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> MemoryFile.openOf(PID, 1_000_000))
                .withMessage(
                        "open(path '/proc/%d/fd/1000000', flags 0x80002) failed: No such file or directory (errno 2)",
                        PID);
    }

    @Test
    void emptyFilesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryFile.create("empty", 0))
                .withMessage("a memory file needs at least one byte, not 0");
    }
}

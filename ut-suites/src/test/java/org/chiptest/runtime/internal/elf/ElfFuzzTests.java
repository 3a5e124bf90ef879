package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.chiptest.runtime.SeedCorpus;
import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files whose build id is found or that are hashed, and that are libraries or refused with a reason. */
class ElfFuzzTests {

    private static final int GNU = 0x00554e47;

    @FuzzTest(maxDuration = "5m")
    void buildId(byte[] bytes) {
        long hash = ElfBuildId.hash(MemorySegment.ofArray(bytes));

        if (hash != Fnv1a64.hash(bytes)) {
            assertThat(containsBuildId(bytes, hash)).as("build id %x", hash).isTrue();
        }
    }

    @FuzzTest(maxDuration = "5m")
    void sharedObject(byte[] bytes) {
        try {
            SharedObject.require(MemorySegment.ofArray(bytes), ElfMachine.X86_64, "the library");
        } catch (ElfFormatException e) {
            assertThat(e).hasMessageMatching("the library is .{20,}");
            return;
        }
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt(0)).isEqualTo(0x464c457f);
        assertThat(file.getShort(16)).isEqualTo((short) 3);
        assertThat(file.getShort(18)).isEqualTo((short) 62);
    }

    @FuzzTest(maxDuration = "5m")
    void loadableCopy(byte[] bytes) {
        byte[] original = bytes.clone();
        byte[] copy;
        try {
            copy = LoadableCopy.of(MemorySegment.ofArray(bytes), List.of(), "the library")
                    .toArray(ValueLayout.JAVA_BYTE);
        } catch (ElfFormatException e) {
            assertThat(e).hasMessageMatching("the library is a damaged shared object: it has .{10,}; build it again");
            return;
        }
        assertThat(bytes).isEqualTo(original);
        assertThat(copy).hasSameSizeAs(bytes);
        int others = 0;
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] != bytes[i]) {
                // a unique symbol that is weak now, or the mark that keeps a library; tables may overlap in damaged files
                boolean weakened = (copy[i] & 0xf0) == 0x20 && (bytes[i] & 0xf0) == 0xa0;
                others += weakened || (copy[i] & ~8) == (bytes[i] & ~8) ? 0 : 1;
            }
        }
        assertThat(others).as("bytes of the entry by which own definitions come first").isLessThanOrEqualTo(16);
    }

    @Test
    @Tag("jazzer")
    void validSeedsAreSharedObjectsWithABuildId() {
        SeedCorpus.of(ElfFuzzTests.class, "buildId").assertValidSeedsAreTaken(
                bytes -> assertThat(ElfBuildId.hash(bytes)).isEqualTo(0x0807060504030201L));
        SeedCorpus.of(ElfFuzzTests.class, "loadableCopy").assertValidSeedsAreTaken(
                bytes -> {
                    MemorySegment copy = LoadableCopy.of(bytes, List.of(), "the library");
                    assertThat(copy).isNotSameAs(bytes);
                    assertThat(LoadableCopy.of(copy, List.of(), "the copy")).isSameAs(copy);
                });
        SeedCorpus.of(ElfFuzzTests.class, "sharedObject").assertValidSeedsAreTaken(
                bytes -> SharedObject.require(bytes, ElfMachine.X86_64, "the library"));
    }

    private static boolean containsBuildId(byte[] bytes, long id) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 4; i + 8 <= bytes.length; i++) {
            if (file.getLong(i) == id && file.getInt(i - 4) == GNU) {
                return true;
            }
        }
        return false;
    }
}

package org.chiptest.runtime.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryNamesTests {

    @TempDir
    Path folder;

    @Test
    void anAddressIsDescribedByWhatLiesThereOrNextToIt() {
        try (MemoryNames names = MemoryNames.writtenTo(folder)) {
            names.add(0x7000_0000_1000L, 512, () -> "argument 2");
        }

        assertThat(MemoryNames.describe(folder, 0x7000_0000_1000L)).hasValue("offset 0 of argument 2");
        assertThat(MemoryNames.describe(folder, 0x7000_0000_1200L)).hasValue("0 bytes behind the end of argument 2");
        assertThat(MemoryNames.describe(folder, 0x7000_0000_0FFCL))
                .hasValue("4 bytes before the beginning of argument 2");
        assertThat(MemoryNames.describe(folder, 0x7000_0001_0000L)).isEmpty();
    }

    @Test
    void theNearestNameWinsAndOfEqualOnesTheLast() {
        try (MemoryNames names = MemoryNames.writtenTo(folder)) {
            names.add(1000, 100, () -> "old");
            names.add(1200, 100, () -> "next");
            names.add(1000, 100, () -> "new");
        }

        assertThat(MemoryNames.describe(folder, 1104)).hasValue("4 bytes behind the end of new");
        assertThat(MemoryNames.describe(folder, 1196)).hasValue("4 bytes before the beginning of next");
    }

    @Test
    void aLongRunForgetsItsOldestNamesButNotWhatWasKept() {
        try (MemoryNames names = MemoryNames.writtenTo(folder)) {
            names.add(1 << 20, 100, () -> "argument 0");
            names.keep();
            String name = "x".repeat(1 << 20);
            for (int i = 1; i <= 20; i++) {
                int place = i;
                names.add(i * (2L << 20), 100, () -> place + name);
            }

            assertThat(MemoryNames.describe(folder, 1 << 20)).hasValue("offset 0 of argument 0");
            assertThat(MemoryNames.describe(folder, 20 * (2L << 20))).hasValue("offset 0 of 20" + name);
            assertThat(MemoryNames.describe(folder, 2L << 20)).isEmpty();
            names.clear();
            assertThat(MemoryNames.describe(folder, 1 << 20)).isEmpty();
        }
    }

    @Test
    void aLineThatTheEndOfTheProcessCutOffIsIgnored() throws IOException {
        try (MemoryNames names = MemoryNames.writtenTo(folder)) {
            names.add(1000, 100, () -> "whole");
        }
        Files.writeString(folder.resolve("memory-names"), "3e8 1", StandardOpenOption.APPEND);

        assertThat(MemoryNames.describe(folder, 1001)).hasValue("offset 1 of whole");
    }

    @Test
    void nothingIsWrittenWithoutAddressSanitizer() {
        try (MemoryNames names = MemoryNames.in(folder)) {
            names.add(1000, 100, () -> {
                throw new AssertionError("asked for a name that nobody reads");
            });

            assertThat(names.areWritten()).isFalse();
            assertThat(MemoryNames.describe(folder, 1000)).isEmpty();
        }
    }
}

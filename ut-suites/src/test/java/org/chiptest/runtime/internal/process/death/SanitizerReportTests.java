package org.chiptest.runtime.internal.process.death;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.internal.process.launch.SanitizerEnvironment;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SanitizerReportTests {

    private static final String OF_ADDRESS = """
            =================================================================
            ==42==ERROR: AddressSanitizer: use-after-poison on address 0x7f5d10000450 at pc 0x7f5 bp 0x7f sp 0x7f
            WRITE of size 4 at 0x7f5d10000450 thread T12
                #0 0x7f5bb9 in write_behind(float volatile*, long) ../memory_fault.h:30
                #1 0x7f5bba in kernel_entry work.cpp:6
                #2 0x7f5bbb  (<unknown module>)

            Address 0x7f5d10000450 is a wild pointer
            """;

    private static final String OF_UNDEFINED = """
            /suite/add.cpp:48:79: runtime error: signed integer overflow: 100 + 2147483647 cannot be represented in type 'int'
                #0 0x7fcd in overflow(long) add.cpp:48
            SUMMARY: UndefinedBehaviorSanitizer: signed-integer-overflow /suite/add.cpp:48:79 in
            """;

    @TempDir
    Path folder;

    @Test
    void theFindingTheMemoryAndTheFirstFramesAreSaid() {
        SanitizerReport report = SanitizerReport.parse(OF_ADDRESS, Optional.of("0 bytes behind the end of argument 0"))
                .orElseThrow();

        assertThat(report.finding()).isEqualTo("AddressSanitizer: use-after-poison");
        assertThat(report.lines()).containsExactly("AddressSanitizer: use-after-poison", "WRITE of size 4",
                "0 bytes behind the end of argument 0", "in write_behind(float volatile*, long) ../memory_fault.h:30",
                "in kernel_entry work.cpp:6");
        assertThat(report.text()).isEqualTo("memory: 0 bytes behind the end of argument 0\n" + OF_ADDRESS);
    }

    @Test
    void undefinedBehaviourIsSaidWithItsLine() {
        SanitizerReport report = SanitizerReport.parse(OF_UNDEFINED, Optional.empty()).orElseThrow();

        assertThat(report.finding()).isEqualTo(
                "UndefinedBehaviorSanitizer: signed integer overflow: 100 + 2147483647 cannot be represented in type 'int'");
        assertThat(report.lines().getFirst()).startsWith("/suite/add.cpp:48:79: runtime error: ");
        assertThat(report.lines()).contains("in overflow(long) add.cpp:48");
    }

    @Test
    void aTextWithoutAFindingIsNoReport() {
        assertThat(SanitizerReport.parse("==42==WARNING: something\n", Optional.empty())).isEmpty();
    }

    @Test
    void aProcessThatWroteNoneHasNone() {
        try (WorkerDirectory directory = WorkerDirectory.create(folder)) {
            assertThat(SanitizerReport.read(directory, 42)).isEmpty();
        }
    }

    @Test
    void theLibraryIsLoadedFirstAndTheUsersOptionsComeBeforeOurs() {
        Map<String, String> environment = new HashMap<>(
                Map.of("LD_PRELOAD", "/lib/own.so", "ASAN_OPTIONS", "detect_leaks=1"));
        try (WorkerDirectory directory = WorkerDirectory.create(folder)) {
            SanitizerEnvironment.apply(new Sanitizer.Library(Sanitizer.ADDRESS, Path.of("/lib/libasan.so.8")),
                    directory, environment);

            assertThat(environment).containsEntry("LD_PRELOAD", "/lib/libasan.so.8 libstdc++.so.6 /lib/own.so");
            assertThat(environment.get("ASAN_OPTIONS")).startsWith("detect_leaks=1:handle_segv=0:")
                    .contains(":detect_leaks=0:").endsWith(":log_path=\"" + directory.sanitizerReport() + "\"");
        }
    }
}

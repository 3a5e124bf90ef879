package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.device.DeviceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForeignGenerationTests {

    private static final Path FILE = Path.of("/vendor/libhost_runtime.so");

    @TempDir
    Path folder;

    @Test
    void theFirstHas23SymbolsAndTheSecond43() {
        assertThat(ForeignGeneration.FIRST.symbols()).hasSize(23).doesNotHaveDuplicates();
        assertThat(ForeignGeneration.SECOND.symbols()).hasSize(43).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryIsToldByItsSymbolsWithoutBeingOpened(ForeignGeneration generation) {
        Path library = PlantedRuntime.in(folder, generation).files().host();
        assertThat(ForeignGeneration.of(library)).isEqualTo(generation);
    }

    @ParameterizedTest
    @EnumSource
    void missingSymbolsAreNamedWithTheGenerationThatHasThem(ForeignGeneration generation) {
        Set<String> symbols = new HashSet<>(generation.symbols());
        symbols.remove("comm_barrier");
        symbols.remove("device_malloc_ctx");
        refuses(symbols, FILE + " lacks what a runtime of " + generation.title()
                + " has: comm_barrier, device_malloc_ctx; name the libhost_runtime.so of a whole build,"
                + " see docs/foreign-runtimes.md");
    }

    @Test
    void aLibraryFromBetweenTheGenerationsIsRefused() {
        Set<String> symbols = new HashSet<>(ForeignGeneration.SECOND.symbols());
        symbols.remove("simpler_host_log_bind_state");
        refuses(symbols, FILE + " has an interface from between the generations: simpler_run, but neither"
                + " prepare_callable (generation 1) nor simpler_host_log_bind_state (generation 2). Structures of that"
                + " time are neither's; name the libhost_runtime.so of a whole build, see docs/foreign-runtimes.md");
    }

    @ParameterizedTest
    @CsvSource({"FIRST, func:3+after, 'everything; ask for dump, and pick on the page'",
        "FIRST, marked, 'everything; ask for dump, and pick on the page'",
        "SECOND, task:1, 'everything, or what is marked; ask for dump or dump=marked, and pick on the page'",
        "SECOND, before+marked, 'everything, or what is marked; ask for dump or dump=marked, and pick on the page'"})
    void aSelectionThatALibraryCannotBeToldIsRefusedBeforeTheRun(ForeignGeneration generation, String selection,
            String possible) {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> generation.requireDumpable(dumpOf(selection).diagnostics()))
                .withMessage("a dump of " + selection + " was asked for, and a runtime of " + generation.title()
                        + " can be told to dump " + possible);
    }

    @Test
    void whatIsMarkedHasALevelOfTheSecond() {
        assertThat(dumpLevel("")).isEqualTo(2);
        assertThat(dumpLevel("marked")).isOne();
    }

    private static int dumpLevel(String selection) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment written = arena.allocate(SecondConfig.SIZE);
            CallConfig config = dumpOf(selection);
            ForeignGeneration.SECOND.requireDumpable(config.diagnostics());
            SecondConfig.write(config, written);
            return written.get(ValueLayout.JAVA_INT, SecondConfig.DUMP_ARGS);
        }
    }

    private static CallConfig dumpOf(String selection) {
        return CallConfig.defaults().withDumpTensor(2).withOutputPrefix("/tmp")
                .withDump(DumpSelection.parse(selection));
    }

    @Test
    void aLibraryOfBothIsRefused() {
        Set<String> symbols = new HashSet<>(ForeignGeneration.SECOND.symbols());
        symbols.addAll(ForeignGeneration.FIRST.symbols());
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> ForeignGeneration.of(symbols, FILE))
                .withMessageContaining("functions of both generations");
    }

    @Test
    void aFileThatIsNoLibraryAndOneThatIsNotThereAreNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.so"), "no library");
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> ForeignGeneration.of(text))
                .withMessageStartingWith("the runtime's library, " + text + ", is no ELF file: it has 10 bytes");
        byte[] other = Files
                .readAllBytes(PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST).files().host());
        other[18] ^= 0x11; // the machine
        Path card = Files.write(folder.resolve("card.so"), other);
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> ForeignGeneration.of(card))
                .withMessageContaining(card + ", is a machine ").withMessageContaining("; compile it for ");
        Path nowhere = folder.resolve("nowhere.so");
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> ForeignGeneration.of(nowhere))
                .withMessageStartingWith("the runtime's library, " + nowhere + ", cannot be read");
    }

    private static void refuses(Set<String> symbols, String message) {
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> ForeignGeneration.of(symbols, FILE))
                .withMessage(message);
    }
}

package org.chiptest.runtime.internal.process.death;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.chiptest.runtime.internal.process.death.Tool.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTests {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsPrintedToBothStreamsIsTheResultWhateverTheExitCode() {
        assertThat(Tool.run(folder, AMPLE, List.of("sh", "-c", "echo out; echo err >&2; exit 3")))
                .isEqualTo(new Result.Printed("out\nerr\n"));
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThat(Tool.run(folder, AMPLE, List.of("no-such-program"))).isInstanceOfSatisfying(Result.Absent.class,
                absent -> assertThat(absent.reason()).startsWith("no-such-program cannot be run: "));
    }

    @Test
    void aProgramThatDoesNotEndIsKilledAndWhatItPrintedIsKept() {
        // the limit must be long enough for a shell to print a word, and is waited out
        Duration limit = Duration.ofSeconds(3);
        assertThat(Tool.run(folder, limit, List.of("sh", "-c", "echo begun; exec sleep 600")))
                .isEqualTo(new Result.Late("begun\n", limit));
    }

    @Test
    void inputIsEmpty() {
        assertThat(Tool.run(folder, AMPLE, List.of("cat"))).isEqualTo(new Result.Printed(""));
    }

    @Test
    void anInterruptEndsItAndStaysSet() {
        Thread.currentThread().interrupt();
        Result result = Tool.run(folder, AMPLE, List.of("sleep", "600"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isInstanceOf(Result.Late.class);
    }
}

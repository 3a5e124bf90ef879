package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.chiptest.endtoend.CallWatch.Side;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A system call of a worker or of its parent that fails costs its own scenario at most. {@link CallInjection} tries every call; here it is a few, the same each time. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FailingCallTests {

    private static final int CALLS = 3;

    /** Draws the calls; not all that can be drawn have been tried by hand, see {@code docs/testing.md}. */
    private static final long SEED = 20_261_129;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"2, a2a3sim, hbg", "2, a5sim, trb", "3, a5sim, hbg"})
    void aCallThatFailsIsToldOrMadeGood(int level, String platform, String runtime) {
        assumeTrue(CallTrace.isPossible(folder), "strace is not there, or must not attach to processes");
        CallInjection injection = new CallInjection(
                new CallRun(Side.WORKERS, level, platform, RuntimeKind.named(runtime).orElseThrow(),
                        Optional.empty()),
                folder);

        injection.some(CALLS, SEED);

        assertThat(injection.harm()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, a2a3sim, trb", "3, a2a3sim, hbg"})
    void aCallOfTheParentThatFailsIsToldOrMadeGood(int level, String platform, String runtime) {
        CallInjection injection = new CallInjection(
                new CallRun(Side.PARENT, level, platform, RuntimeKind.named(runtime).orElseThrow(),
                        Optional.empty()),
                folder);

        injection.some(CALLS, SEED);

        assertThat(injection.harm()).isEmpty();
    }
}

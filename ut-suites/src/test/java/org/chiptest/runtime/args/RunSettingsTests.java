package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSettingsTests {

    private static final RunSettings UNSET = RunSettings.unset();

    private final List<String> warnings = new ArrayList<>();

    @Test
    void whatIsUnsetIsTheDefault() {
        assertThat(effective(UNSET, Map.of())).isEqualTo(new EffectiveRunSettings(Duration.ofSeconds(30), 16384,
                256L * 1024 * 1024, 16384, Duration.ofSeconds(15)));
    }

    @Test
    void theEnvironmentComesBeforeTheDefaults() {
        EffectiveRunSettings effective = effective(UNSET, Map.of("PTO2_RING_TASK_WINDOW", "4", "PTO2_RING_HEAP",
                "4294967296", "PTO2_RING_DEP_POOL", "5"));

        assertThat(effective.taskWindow()).isEqualTo(4);
        assertThat(effective.heapBytes()).isEqualTo(1L << 32);
        assertThat(effective.depPool()).isEqualTo(5);
        assertThat(warnings).isEmpty();
    }

    @Test
    void variablesOfTheReferenceThatHaveNoEffectHereAreAcceptedInSilence() {
        assertThat(effective(UNSET, Map.of("PTO2_ORCH_TO_SCHED", "1", "PTO2_READY_QUEUE_SHARDS", "3")))
                .isEqualTo(effective(UNSET, Map.of()));
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsSetComesBeforeTheEnvironment() {
        RunSettings settings = UNSET.withDeadline(Duration.ofSeconds(1)).withTaskWindow(8).withHeapBytes(1024)
                .withDepPool(4).withTensorWaitTimeout(Duration.ofMillis(2));

        assertThat(effective(settings, Map.of("PTO2_RING_TASK_WINDOW", "4", "PTO2_RING_HEAP", "2048",
                "PTO2_RING_DEP_POOL", "5")))
                .isEqualTo(new EffectiveRunSettings(Duration.ofSeconds(1), 8, 1024, 4, Duration.ofMillis(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PTO2_RING_TASK_WINDOW | 12 | PTO2_RING_TASK_WINDOW=12 is ignored, 16384 is used: the task window has 12"
                + " slots; it must be a power of two, such as 8",
        "PTO2_RING_TASK_WINDOW | 2 | PTO2_RING_TASK_WINDOW=2 is ignored, 16384 is used: the task window has 2 slots;"
                + " it must have at least 4",
        "PTO2_RING_HEAP | 2621440 | PTO2_RING_HEAP=2621440 is ignored, 268435456 is used: the heap has 2621440 bytes;"
                + " it must be a power of two, such as 2097152",
        "PTO2_RING_HEAP | 512 | PTO2_RING_HEAP=512 is ignored, 268435456 is used: the heap has 512 bytes; it must"
                + " have at least 1024",
        "PTO2_RING_HEAP | 0x400 | PTO2_RING_HEAP=0x400 is ignored, 268435456 is used: it is no decimal integer in"
                + " range",
        "PTO2_RING_DEP_POOL | 3 | PTO2_RING_DEP_POOL=3 is ignored, 16384 is used: the dependency pool has 3"
                + " entries; it must have at least 4",
        "PTO2_RING_DEP_POOL | 4294967296 | PTO2_RING_DEP_POOL=4294967296 is ignored, 16384 is used: it is no"
                + " decimal integer in range"})
    void anInvalidVariableIsReportedAndIgnored(String name, String value, String warning) {
        assertThat(effective(UNSET, Map.of(name, value))).isEqualTo(effective(UNSET, Map.of()));
        assertThat(warnings).containsExactly(warning);
    }

    @Test
    void aRingThatIsTooSmallOrNoPowerOfTwoIsRefused() {
        assertRefused(() -> UNSET.withTaskWindow(3), "the task window has 3 slots; it must have at least 4");
        assertRefused(() -> UNSET.withTaskWindow(6),
                "the task window has 6 slots; it must be a power of two, such as 4");
        assertRefused(() -> UNSET.withHeapBytes(1023), "the heap has 1023 bytes; it must have at least 1024");
        assertRefused(() -> UNSET.withHeapBytes(1025),
                "the heap has 1025 bytes; it must be a power of two, such as 1024");
        assertRefused(() -> UNSET.withDepPool(3), "the dependency pool has 3 entries; it must have at least 4");
    }

    @Test
    void aDependencyPoolNeedNotBeAPowerOfTwo() {
        assertThat(UNSET.withDepPool(5).depPool()).hasValue(5);
    }

    @Test
    void aTimeThatIsNotPositiveIsRefused() {
        assertRefused(() -> UNSET.withDeadline(Duration.ZERO), "the deadline is PT0S; it must be longer than nothing");
        assertRefused(() -> UNSET.withTensorWaitTimeout(Duration.ofSeconds(-1)),
                "the tensor wait timeout is PT-1S; it must be longer than nothing");
    }

    @Test
    void aTimeOverThreeCenturiesIsRefused() {
        assertRefused(() -> UNSET.withDeadline(Duration.ofDays(365_000)),
                "the deadline is PT8760000H; the longest is 292 years");
    }

    private EffectiveRunSettings effective(RunSettings settings, Map<String, String> environment) {
        return EffectiveRunSettings.ofEnvironment(environment::get, warnings::add).with(settings);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}

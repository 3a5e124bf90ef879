package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.engine.internal.conformance.GraphProgram.AUTO;
import static org.chiptest.engine.internal.conformance.GraphProgram.NONE;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.BUMP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.DEFER;
import static org.chiptest.runtime.internal.trb.ProgramKernels.DEFER_TOO_MUCH;
import static org.chiptest.runtime.internal.trb.ProgramKernels.DEFER_TO_NULL;
import static org.chiptest.runtime.internal.trb.ProgramKernels.DEFER_WITH_ERROR;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.MIX;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that complete when something in memory has happened after their kernels returned. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DeferredCompletionTests {

    private static final int X = 0;
    private static final int COUNTER = 1;

    private final TestDevice device = new TestDevice();
    private final HostTensor x = HostTensor.allocate(device.memory(), DataType.INT64, 1);
    private final HostTensor counter = HostTensor.allocate(device.memory(), DataType.INT64, 1);

    @AfterEach
    void theDeviceIsStillUsable() {
        x.fill(1);
        new GraphProgram().aiv(UPDATE, arguments().inout(X).scalar(4)).run(device, x);
        assertThat(x.getLong(0)).isEqualTo(7);
        device.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void aConsumerWaitsUntilTheCounterHasReachedItsValue(int conditions) {
        new GraphProgram().aiv(DEFER, defer(3, 0, conditions))
                .aiv(MIX, arguments().noDep(COUNTER).noDep(COUNTER).inout(X))
                .aiv(BUMP, arguments().noDep(COUNTER)).aiv(BUMP, arguments().noDep(COUNTER))
                .aiv(BUMP, arguments().noDep(COUNTER)).run(device, x, counter);

        assertThat(x.getLong(0)).isEqualTo(7 * 3 + 3);
    }

    @Test
    void aRunEndsWhenTheLastConditionHolds() {
        for (int run = 0; run < 50; run++) {
            counter.fill(0);
            new GraphProgram().aiv(DEFER, defer(2, 0, 1)).aiv(BUMP, arguments().noDep(COUNTER)).get(COUNTER, 0)
                    .aiv(BUMP, arguments().noDep(COUNTER)).run(device, x, counter);
            assertThat(counter.getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void readingATensorWaitsForTheConditionsOfItsWriter() {
        long[] read = new GraphProgram().aiv(DEFER, defer(1, 0, 1)).aiv(BUMP, arguments().noDep(COUNTER)).get(X, 0)
                .get(COUNTER, 0).run(device, x, counter);

        assertThat(read).startsWith(0, 1);
    }

    @Test
    void eachBlockMayLeaveConditions() {
        GraphProgram program = new GraphProgram().submit(NONE, DEFER, NONE, 8, false, defer(5, 0, 8))
                .aiv(MIX, arguments().noDep(COUNTER).noDep(COUNTER).inout(X));
        for (int i = 0; i < 5; i++) {
            program.aiv(BUMP, arguments().noDep(COUNTER));
        }
        program.run(device, x, counter);

        assertThat(x.getLong(0)).isEqualTo(7 * 5 + 5);
    }

    @Test
    void anEventRecordHoldsOnceAndIsThenReady() {
        new GraphProgram().aiv(DEFER, defer(0, 1, 1)).aiv(BUMP, arguments().noDep(COUNTER)).run(device, x, counter);

        assertThat(counter.getLong(0)).isZero();
    }

    @Test
    void whatAnotherChipWritesCompletesATask() {
        HostTensor shared = HostTensor.allocate(device.memory(), DataType.INT64, 1);
        HostTensor done = HostTensor.allocate(device.memory(), DataType.INT64, 1);
        GraphProgram program = new GraphProgram().aiv(DEFER, defer(5, 0, 1)).aiv(BUMP, arguments().noDep(2));

        CompletableFuture<Void> run = CompletableFuture
                .runAsync(() -> program.run(device, device.config(), x, child(shared), child(done)));
        Awaitility.await().until(() -> done.getLong(0) == 1);
        assertThat(run).isNotDone();
        shared.setLong(0, 5);

        assertThat(run).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void aConditionThatNobodyMeetsEndsWithTheDeadlineAndIsNamed() {
        DeviceException failure = failureOf(new GraphProgram().aiv(DEFER, defer(3, 0, 1)).aiv(UPDATE,
                arguments().inout(X).scalar(1)), RunSettings.unset().withDeadline(Duration.ofMillis(50)));

        assertThat(failure.code()).isEqualTo(-100);
        assertThat(failure).hasMessageMatching("the run did not end within its deadline of 50 ms\n  running: nothing\n"
                + "  waiting: task 0 of ring 0 for the counter at 0x[0-9a-f]+ to be 3 \\(it is 0\\)");
    }

    @Test
    void aTaskThatWaitsForNoCoreIsNoDeadlock() {
        GraphProgram program = new GraphProgram().aiv(DEFER, defer(3, 0, 1));
        for (int i = 0; i < 3; i++) {
            program.scope(AUTO).aiv(EMPTY, arguments().input(X)).end().scope(AUTO)
                    .aiv(BUMP, arguments().noDep(COUNTER)).end();
        }
        program.run(device, device.config(RunSettings.unset().withTaskWindow(8)), x, counter);

        assertThat(counter.getLong(0)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"12,-101,left a condition on a null pointer", "13,-103,left 65 conditions in a buffer for 64",
        "14,-102,reported error 102 with its conditions"})
    void aBrokenBufferIsAFailure(int kernel, int code, String message) {
        assertThat(kernel).isIn(DEFER_TO_NULL, DEFER_TOO_MUCH, DEFER_WITH_ERROR);

        DeviceException failure = failureOf(new GraphProgram().aiv(kernel, arguments()), RunSettings.unset());

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageEndingWith("task 0 of ring 0 " + message);
    }

    @Test
    void moreThanSixtyFourConditionsAreAFailure() {
        DeviceException failure = failureOf(
                new GraphProgram().submit(NONE, DEFER, NONE, 2, false, defer(1, 0, 33)), RunSettings.unset());

        assertThat(failure.code()).isEqualTo(-103);
        assertThat(failure).hasMessageContaining("left more than 64 conditions");
    }

    @Test
    void moreThanSixtyFourWaitingTasksAreAFailure() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 65; i++) {
            program.aiv(DEFER, arguments().noDep(COUNTER).noDep(X).scalar(1).scalar(0).scalar(1));
        }

        DeviceException failure = failureOf(program, RunSettings.unset());

        assertThat(failure.code()).isEqualTo(-102);
        assertThat(failure).hasMessageContaining("one more than the 64 tasks");
    }

    @Test
    void anUnknownTypeOfConditionIsAFailure() {
        assertThat(failureOf(new GraphProgram().aiv(DEFER, defer(1, 7, 1)), RunSettings.unset()))
                .hasMessageContaining("left a condition of type 7").extracting(DeviceException::code).isEqualTo(-101);
    }

    @Test
    void anArchitectureWithoutEventRecordsRefusesThem() {
        try (TestDevice a5 = new TestDevice(new Architecture("a5", 36, 7, 1_000_000_000, false))) {
            DeviceException failure = catchThrowableOfType(DeviceException.class,
                    () -> new GraphProgram().aiv(DEFER, defer(1, 1, 1)).run(a5, x, counter));

            assertThat(failure.code()).isEqualTo(-101);
        }
    }

    private static GraphProgram.Arguments defer(int expected, int type, int count) {
        return arguments().noDep(COUNTER).inout(X).scalar(expected).scalar(type).scalar(count);
    }

    private static ContinuousTensor child(HostTensor tensor) {
        return ContinuousTensor.child(tensor.memory().address(), DataType.INT64, 1);
    }

    private DeviceException failureOf(GraphProgram program, RunSettings settings) {
        return catchThrowableOfType(DeviceException.class,
                () -> program.run(device, device.config(settings), x, counter));
    }
}

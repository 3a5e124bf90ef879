package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.engine.internal.conformance.GraphProgram.AUTO;
import static org.chiptest.engine.internal.conformance.GraphProgram.MANUAL;
import static org.chiptest.engine.internal.conformance.GraphProgram.NONE;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.BOOM;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.FILL;
import static org.chiptest.runtime.internal.trb.ProgramKernels.TAKE_TURN;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How runs fail; after each failure the same device runs a graph as if nothing had been. */
class FailureTests {

    private static final int X = 0;

    private final TestDevice device = new TestDevice();
    private final HostTensor x = HostTensor.allocate(device.memory(), DataType.INT64, 8);

    @AfterEach
    void theDeviceIsStillUsable() {
        x.fill(1);
        new GraphProgram().aiv(UPDATE, arguments().inout(X).scalar(4)).run(device, x);
        assertThat(x.getLong(7)).isEqualTo(7);
        device.close();
    }

    @Test
    void aFatalReportEndsTheRunWithItsCode() {
        DeviceException failure = failureOf(new GraphProgram().fatal(9).fatal(5));

        assertThat(failure.code()).isEqualTo(-9);
        assertThat(failure).hasMessageStartingWith("EXPLICIT_ORCH_FATAL (9), reported by ")
                .hasMessageEndingWith(": boom 7");
    }

    @ParameterizedTest
    @CsvSource({"-9,-9", "4711,-4711"})
    void aFatalReportMayHaveAnyCode(int code, int result) {
        assertThat(failureOf(new GraphProgram().fatal(code)).code()).isEqualTo(result);
    }

    @Test
    void aFatalReportWithoutCodeFailsTheRunTheSame() {
        DeviceException failure = failureOf(new GraphProgram().fatal(0));

        assertThat(failure.code()).isEqualTo(-9);
        assertThat(failure).hasMessageStartingWith("EXPLICIT_ORCH_FATAL (9), reported by ")
                .hasMessageEndingWith(" with code 0: boom 7");
    }

    @Test
    void nothingIsCopiedBackAfterAFailure() {
        x.fill(1);

        failureOf(new GraphProgram().aiv(FILL, arguments().existing(X).scalar(3)).get(X, 0).fatal(9));

        assertThat(x.getLong(0)).isEqualTo(1);
    }

    @Test
    void anExceptionOfAKernelIsTheMessageOfTheFailure() {
        DeviceException failure = failureOf(new GraphProgram().aiv(BOOM, arguments()));

        assertThat(failure.code()).isEqualTo(-1);
        assertThat(failure).hasMessageContaining("kernel 7 of task t0")
                .hasMessageContaining("std::runtime_error: kaboom");
    }

    @Test
    void whatTheOrchestrationReportsComesBeforeWhatHappensAfterIt() {
        x.fill(0);

        DeviceException failure = failureOf("early_report_entry");

        assertThat(failure.code()).isEqualTo(-9);
        assertThat(failure).hasMessageStartingWith("EXPLICIT_ORCH_FATAL (9), reported by ")
                .hasMessageEndingWith(": boom");
    }

    @Test
    void aReportAfterAFailureChangesNothing() {
        assertThat(failureOf(new GraphProgram().aiv(BOOM, arguments().inout(X)).get(X, 0).fatal(9)).code())
                .isEqualTo(-1);
    }

    @Test
    void theFirstOfSeveralFatalErrorsWins() {
        assertThat(failureOf(new GraphProgram().end().fatal(9)).code()).isEqualTo(-5);
        assertThat(failureOf(new GraphProgram().fatal(4711).end()).code()).isEqualTo(-4711);
        assertThat(failureOf(new GraphProgram().fatal(0).fatal(4711).end()).code()).isEqualTo(-9);
    }

    @ParameterizedTest
    @CsvSource({"submitting_thread_entry,submit_dummy_task", "scope_thread_entry,scope_begin"})
    void anOperationOfAnotherThreadIsRefused(String entry, String operation) {
        DeviceException failure = failureOf(entry);

        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure).hasMessageStartingWith("INVALID_ARGS (5), " + operation + ": called by the thread ")
                .hasMessageEndingWith(", but operations are for the thread that runs the orchestration's entry;"
                        + " let other threads prepare data, and submit from there");
    }

    @Test
    void anotherThreadMayReportAFatalError() {
        DeviceException failure = failureOf("reporting_thread_entry");

        assertThat(failure.code()).isEqualTo(-4711);
        assertThat(failure).hasMessageEndingWith(": boom 8");
    }

    @Test
    void aDefectOfTheRuntimeInAnOperationCostsTheRunAndSaysSo() {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (TestDevice other = new TestDevice(TestDevice.A2A3, () -> {
            if (broken.get()) {
                throw new IllegalStateException("no clock");
            }
            return LocalDateTime.of(2026, 11, 26, 7, 0);
        })) {
            assertThatThrownBy(() -> new GraphProgram().log(3).run(other, x)).isInstanceOf(DeviceException.class)
                    .hasMessage("the runtime itself failed in an operation that the orchestration called: "
                            + "java.lang.IllegalStateException: no clock")
                    .extracting(e -> ((DeviceException) e).code()).isEqualTo(-1);
            broken.set(false);
            new GraphProgram().log(3).run(other, x);
            assertThat(other.log()).contains("error x");
        }
    }

    @Test
    void anExceptionOfAKernelStopsTheOrchestration() {
        GraphProgram program = new GraphProgram().aiv(BOOM, arguments().inout(X)).get(X, 0);
        IntStream.range(0, 1000).forEach(i -> program.scope(AUTO).aiv(EMPTY, arguments().inout(X)).end());

        assertThat(failureOf(program)).hasMessageContaining("kaboom");
    }

    @Test
    void anExceptionOfTheOrchestrationIsTheMessageOfTheFailure() {
        DeviceException failure = failureOf("throwing_entry");

        assertThat(failure.code()).isEqualTo(-1);
        assertThat(failure).hasMessage("the orchestration threw std::runtime_error: no way");
    }

    @Test
    void aFailedAssertionOfTheOrchestrationCostsTheRun() {
        assertThat(failureOf("asserting_entry")).hasMessageContaining("AssertionError")
                .hasMessageContaining("Assertion failed: ");
    }

    @Test
    void anOrchestrationThatSubmitsNothingSucceeds() {
        device.run(CompiledCode.orchestration("entries.cpp", "empty_entry"), ProgramKernels.table(),
                new TaskArgs().tensor(x));
    }

    @Test
    void tooFewArgumentsAreAFailure() {
        assertThat(failureOf("greedy_entry"))
                .hasMessage("the orchestration expects 3 arguments, it got 1 (1 tensors and 0 scalars)");
    }

    @Test
    void anUnknownKernelIsNamed() {
        DeviceException failure = failureOf(new GraphProgram().aiv(4711, arguments()));

        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure)
                .hasMessage("INVALID_ARGS (5), submit_task: a task asks for kernel 4711, the callable has kernels "
                        + ProgramKernels.table().funcIds() + "; add it to the callable's children");
    }

    @Test
    void aTaskWithoutKernelsIsRefused() {
        assertThat(failureOf(new GraphProgram().submit(NONE, NONE, NONE, 1, false, arguments())))
                .hasMessageContaining("a task without kernels").extracting(DeviceException::code).isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void aTaskWithoutBlocksIsRefused(int blocks) {
        assertThat(failureOf(new GraphProgram().submit(NONE, EMPTY, NONE, blocks, false, arguments())))
                .hasMessageContaining("a task with " + blocks + " blocks").extracting(DeviceException::code)
                .isEqualTo(-5);
    }

    @Test
    void anErrorInTheArgumentsIsTheMessageOfTheFailure() {
        GraphProgram.Arguments many = arguments();
        IntStream.range(0, 33).forEach(many::scalar);

        DeviceException failure = failureOf(new GraphProgram().aiv(EMPTY, many));

        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure).hasMessage(
                "INVALID_ARGS (5), submit_task: Too many scalar args (exceeds MAX_SCALAR_ARGS=32)");
    }

    @Test
    void aViewThatBeginsBehindItsBufferIsRefused() {
        assertThat(failureOf(new GraphProgram().view(X, false, new int[]{8}, new int[]{8})
                .aiv(EMPTY, arguments().input(1))))
                .hasMessage("INVALID_ARGS (5), submit_task: tensor 0 begins outside its"
                        + " buffer of 64 bytes: its offsets are [8] in a raw shape of [8]; is the view larger than what it"
                        + " was made from?");
        assertThat(failureOf(new GraphProgram().view(X, false, new int[]{1}, new int[]{-1})
                .aiv(EMPTY, arguments().inout(1)))).hasMessageContaining("its offsets are [4294967295]");
    }

    @Test
    void aViewOfItsBuffersLastElementsOrOfNothingIsTaken() {
        new GraphProgram().view(X, false, new int[]{2}, new int[]{7}).view(X, false, new int[]{0}, new int[]{8})
                .aiv(EMPTY, arguments().input(1)).aiv(EMPTY, arguments().input(2)).run(device, x);
    }

    @Test
    void moreTensorsThanATaskCanCreateAreAFailureAndNoAbort() {
        GraphProgram.Arguments many = arguments();
        IntStream.range(0, 17).forEach(i -> many.output(4));

        assertThat(failureOf(new GraphProgram().alloc(many))).hasMessageStartingWith("INVALID_ARGS (5), ")
                .hasMessageContaining("16").extracting(DeviceException::code).isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 1L << 32, 4L << 32, 0x7fff_ffff})
    void aDependencyOnATaskThatNeverWasIsRefused(long id) {
        assertThat(failureOf(new GraphProgram().aiv(EMPTY, arguments().afterId(id))))
                .hasMessageContaining("explicit dependency 0 is ").extracting(DeviceException::code).isEqualTo(-5);
    }

    @Test
    void aDependencyOnATaskThatIsConsumedIsSkipped() {
        RunSettings settings = RunSettings.unset().withTaskWindow(8);
        GraphProgram program = new GraphProgram();
        IntStream.range(0, 30).forEach(i -> program.scope(AUTO).aiv(EMPTY, arguments().after(0).inout(X)).end());
        GraphProgram first = new GraphProgram().scope(AUTO).aiv(EMPTY, arguments().inout(X)).end();

        first.append(program).run(device, device.config(settings), x);
    }

    @Test
    void tensorsCannotBeAllocatedWithAnythingElse() {
        assertThat(failureOf(new GraphProgram().alloc(arguments()))).hasMessageContaining("without any tensor");
        assertThat(failureOf(new GraphProgram().alloc(arguments().output(4).scalar(1))))
                .hasMessageContaining("no scalars");
        assertThat(failureOf(new GraphProgram().alloc(arguments().output(4).input(X))).code()).isEqualTo(-5);
    }

    @Test
    void anAutoScopeInsideAManualOneIsRefused() {
        new GraphProgram().scope(MANUAL).scope(MANUAL).end().end().scope(AUTO).end().run(device, x);

        DeviceException failure = failureOf(new GraphProgram().scope(MANUAL).scope(AUTO));
        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure).hasMessageContaining("an AUTO scope inside a MANUAL one");
    }

    @Test
    void thereCanBeSixtyThreeScopesInsideEachOther() {
        GraphProgram deep = new GraphProgram();
        IntStream.range(0, 63).forEach(i -> deep.scope(AUTO).aiv(UPDATE, arguments().inout(X).scalar(0)));
        IntStream.range(0, 63).forEach(i -> deep.end());
        deep.run(device, x);

        GraphProgram deeper = new GraphProgram();
        IntStream.range(0, 64).forEach(i -> deeper.scope(AUTO));
        assertThat(failureOf(deeper)).hasMessageContaining("there can be 63 scopes inside each other");
    }

    @Test
    void aScopeThatWasNotBegunCannotEnd() {
        assertThat(failureOf(new GraphProgram().end())).hasMessageContaining("there is no open scope");
    }

    @Test
    void scopesThatAreStillOpenWhenTheOrchestrationReturnsEndThen() {
        new GraphProgram().scope(AUTO).scope(MANUAL).aiv(FILL, arguments().existing(X).scalar(5)).run(device, x);

        assertThat(x.getLong(0)).isEqualTo(5);
    }

    @Test
    void aKernelThatIsStillRunningAfterTheDeadlineIsNamedAndCostsTheDevice() {
        TestDevice other = new TestDevice();
        HostTensor turn = HostTensor.allocate(other.memory(), DataType.INT64, 1);
        RunSettings settings = RunSettings.unset().withDeadline(Duration.ofMillis(50));
        GraphProgram program = new GraphProgram().aiv(TAKE_TURN, arguments().noDep(X).inout(X).scalar(1)).get(X, 0);

        DeviceException failure = catchThrowableOfType(DeviceException.class, () -> program.run(other,
                other.config(settings), ContinuousTensor.child(turn.memory().address(), DataType.INT64, 1)));

        turn.setLong(0, 1);
        assertThat(failure.code()).isEqualTo(-100);
        assertThat(failure).hasMessageContaining("did not end within its deadline")
                .hasMessageContaining("kernel 8 of task t0, block 0 on core ")
                .hasMessageEndingWith("\n  this device cannot be used any more");
        assertThat(other.tryClose()).isFalse();
    }

    @Test
    void logMessagesOfTheOrchestrationKeepTheirLevels() {
        new GraphProgram().log(0).log(1).log(2).log(3).run(device, x);

        assertThat(device.log().lines().map(line -> line.substring(line.lastIndexOf("][") + 1))).containsExactly(
                "[DEBUG] log: debug 1", "[INFO_V3] log: info three", "[WARN] log: warn 2.5", "[ERROR] log: error x");
    }

    private DeviceException failureOf(GraphProgram program) {
        return failureOf(program, RunSettings.unset());
    }

    private DeviceException failureOf(GraphProgram program, RunSettings settings) {
        return catchThrowableOfType(DeviceException.class, () -> program.run(device, device.config(settings), x));
    }

    private DeviceException failureOf(String entry) {
        return catchThrowableOfType(DeviceException.class,
                () -> device.run(CompiledCode.orchestration("entries.cpp", entry), ProgramKernels.table(),
                        new TaskArgs().tensor(x)));
    }
}

package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.engine.internal.conformance.GraphProgram.AUTO;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.FILL;
import static org.chiptest.runtime.internal.trb.ProgramKernels.STEP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when slots, heap or the dependency pool are used up: they come back, or the run fails at once. */
class RingLimitTests {

    private static final int X = 0;
    private static final int KILOBYTE = 128;

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
    void slotsComeBackWhenTheirScopesEnd() {
        GraphProgram program = new GraphProgram();
        long expected = 0;
        for (int i = 0; i < 2_000; i++) {
            if (i % 3 == 0) {
                program.scope(AUTO);
            }
            program.aiv(UPDATE, arguments().inout(X).scalar(i));
            expected = 3 * expected + i;
            if (i % 3 == 2) {
                program.end();
            }
        }

        program.run(device, device.config(RunSettings.unset().withTaskWindow(4)), x);

        assertThat(x.getLong(0)).isEqualTo(expected);
    }

    @Test
    void aScopeMayHaveOneTaskLessThanTheWindow() {
        RunSettings settings = RunSettings.unset().withTaskWindow(4);
        tasks(3).run(device, device.config(settings), x);

        DeviceException failure = failureOf(tasks(4), settings);

        assertThat(failure.code()).isEqualTo(-1);
        assertThat(failure)
                .hasMessage("SCOPE_DEADLOCK (1), submit_task: 3 tasks in one scope, the task window of 4 has no"
                        + " slot for one more before the scope ends; end scopes earlier or set a larger"
                        + " task window: RunSettings.withTaskWindow or PTO2_RING_TASK_WINDOW");
    }

    @Test
    void tasksOfAnOuterScopeOfTheSameRingThatFillItAreADeadlock() {
        GraphProgram program = new GraphProgram().scope(AUTO).scope(AUTO).scope(AUTO).append(tasks(2))
                .scope(AUTO).append(tasks(2));

        DeviceException failure = failureOf(program, RunSettings.unset().withTaskWindow(4));

        assertThat(failure.code()).isEqualTo(-3);
        assertThat(failure).hasMessageContaining("FLOW_CONTROL_DEADLOCK (3)")
                .hasMessageContaining("the oldest, task 0 of ring 3, belongs to a scope that is still open");
    }

    @Test
    void eachOfTheFirstFourDepthsHasARingOfItsOwn() {
        GraphProgram program = tasks(3).scope(AUTO).append(tasks(3)).scope(AUTO).append(tasks(3)).scope(AUTO)
                .append(tasks(3));

        program.run(device, device.config(RunSettings.unset().withTaskWindow(4)), x);
    }

    @Test
    void heapComesBackAndWrapsAround() {
        GraphProgram program = new GraphProgram();
        long expected = 0;
        int tensor = 1;
        for (int i = 0; i < 500; i++) {
            int size = KILOBYTE * (1 + i % 3);
            program.scope(AUTO).aiv(STEP, arguments().input(X).output(size).scalar(i))
                    .aiv(STEP, arguments().input(tensor).existing(X).scalar(1)).end();
            tensor++;
            expected = 3 * (3 * expected + i) + 1;
        }
        // what the next scope reads was written to an existing tensor, which does not wait for readers
        program.run(device, device.config(RunSettings.unset().withHeapBytes(8192)), x);

        assertThat(x.getLong(0)).isEqualTo(expected);
    }

    @Test
    void aTensorLargerThanTheHeapIsRefusedAtOnce() {
        RunSettings settings = RunSettings.unset().withHeapBytes(8192);
        new GraphProgram().aiv(FILL, arguments().output(8 * KILOBYTE).scalar(1)).run(device, device.config(settings),
                x);

        DeviceException failure = failureOf(
                new GraphProgram().aiv(FILL, arguments().output(8 * KILOBYTE + 1).scalar(1)), settings);

        assertThat(failure.code()).isEqualTo(-2);
        assertThat(failure).hasMessage("HEAP_RING_DEADLOCK (2), submit_task: a task creates tensors of 9216 bytes,"
                + " the heap of ring 0 has 8192; create less at once or set a larger heap:"
                + " RunSettings.withHeapBytes or PTO2_RING_HEAP");
    }

    @Test
    void aScopeThatHoldsTheWholeHeapIsADeadlock() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 9; i++) {
            program.alloc(arguments().output(KILOBYTE));
        }

        DeviceException failure = failureOf(program, RunSettings.unset().withHeapBytes(8192));

        assertThat(failure.code()).isEqualTo(-2);
        assertThat(failure).hasMessageContaining("the heap of ring 0 has 8192 bytes, of which 0 can be had at once");
    }

    @Test
    void theDependencyPoolLimitsTheProducersBeyondSixtyFour() {
        RunSettings settings = RunSettings.unset().withDepPool(4);
        fanIn(68).run(device, device.config(settings), x);

        DeviceException failure = failureOf(fanIn(69), settings);

        assertThat(failure.code()).isEqualTo(-4);
        assertThat(failure).hasMessageContaining("the dependency pool of ring 0 is used up");
    }

    @Test
    void theTensorMapLimitsTheRegionsThatLiveTasksWrite() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i <= TensorMap.CAPACITY; i++) {
            program.aiv(EMPTY, arguments().existing(X));
        }

        DeviceException failure = failureOf(program, RunSettings.unset().withTaskWindow(131_072));

        assertThat(failure.code()).isEqualTo(-4);
        assertThat(failure).hasMessage("DEP_POOL_OVERFLOW (4), submit_task: the tensor map is full: 65536 regions are"
                + " written by tasks that are alive; end scopes earlier");
    }

    @Test
    void theTensorMapComesBackWithTheTasks() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i <= 2 * TensorMap.CAPACITY; i++) {
            if (i % 20_000 == 0) {
                program.scope(AUTO);
            }
            program.aiv(EMPTY, arguments().existing(X));
            if (i % 20_000 == 19_999) {
                program.end();
            }
        }

        program.run(device, device.config(RunSettings.unset().withTaskWindow(131_072)), x);
    }

    @Test
    void whatARunHasTouchedOfItsHeapsIsGivenBack() throws IOException {
        GraphProgram.Arguments large = arguments().initialized(DataType.INT64, 1, (200 << 20) / Long.BYTES);
        GraphProgram program = new GraphProgram().scope(AUTO).alloc(large).end();
        new GraphProgram().alloc(arguments().output(1)).run(device, x);
        long before = residentBytes();

        program.run(device, x);

        assertThat(residentBytes() - before).isLessThan(100 << 20);
    }

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) * 4096;
    }

    private static GraphProgram tasks(int count) {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < count; i++) {
            program.aiv(EMPTY, arguments().input(X));
        }
        return program;
    }

    private static GraphProgram fanIn(int producers) {
        GraphProgram program = tasks(producers);
        GraphProgram.Arguments all = arguments();
        for (int i = 0; i < producers; i++) {
            all.after(i);
        }
        return program.aiv(EMPTY, all);
    }

    private DeviceException failureOf(GraphProgram program, RunSettings settings) {
        return catchThrowableOfType(DeviceException.class, () -> program.run(device, device.config(settings), x));
    }
}

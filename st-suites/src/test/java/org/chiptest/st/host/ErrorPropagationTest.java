package org.chiptest.st.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.Orchestrator;
import org.chiptest.runtime.hierarchy.Orchestrator.Scope;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.chiptest.st.worker.VectorAddCallable;

/** What fails in a child fails the run, with its text; what depends on it does not run; the worker can be used afterwards. */
@ChipTest(level = 3)
class ErrorPropagationTest {

    private static final int LENGTH = 16;

    @CallableUnderTest
    static CallableSpec adding(RuntimeKind runtime) {
        return VectorAddCallable.adding(runtime);
    }

    @CallableUnderTest
    static CallableSpec throwing(RuntimeKind runtime) {
        return VectorAddCallable.throwing(runtime);
    }

    @CallableUnderTest
    static CallableSpec crashing(RuntimeKind runtime) {
        return VectorAddCallable.crashing(runtime);
    }

    @Scenario
    @Case(devices = 1, subWorkers = 1)
    void aSubTaskFailsWithItsTypeAndText(HostWorker host) {
        RegisteredCallable refuse = host.register(SubTask.of(ErrorPropagationTest.class, "refuse"));
        RegisteredCallable copy = host.register(Copying.task());
        host.init();

        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitSub(refuse)))
                .withMessageContaining("sub_worker: IllegalArgumentException: this is wrong");

        host.run(orchestrator -> orchestrator.submitSub(copy));
    }

    @Scenario
    @Case(blockDim = 1, devices = 1, subWorkers = 1)
    @Case(name = "sanitized", blockDim = 1, devices = 1, subWorkers = 1, sanitizer = Sanitizer.ADDRESS)
    void whatDependsOnAFailedTaskIsSkipped(HostWorker host, ChipCallable throwing, ChipCallable adding,
            CallConfig config) {
        RegisteredCallable fail = host.register(throwing);
        RegisteredCallable add = host.register(adding);
        RegisteredCallable copy = host.register(Copying.task());
        host.init();
        try (HostTensor x = host.allocate(DataType.FLOAT32, LENGTH).fill(2);
                HostTensor out = host.allocate(DataType.FLOAT32, LENGTH).fill(7);
                HostTensor seen = host.allocate(DataType.FLOAT32, LENGTH);
                HostTensor counts = host.allocate(DataType.INT32, 3)) {
            TaskArgs args = addition(x, out, counts);

            Throwable failure = catchThrowable(() -> host.run(orchestrator -> {
                orchestrator.submitNextLevel(fail, args, config);
                orchestrator.submitSub(copy,
                        new TaskArgs().tensor(out, TensorArgType.INPUT).tensor(seen, TensorArgType.OUTPUT_EXISTING));
            }));

            assertThat(failure).isInstanceOf(WorkerException.class).hasMessageContaining("chip_process dev=")
                    .hasMessageContaining("std::runtime_error").hasMessageContaining("the kernel gives up");
            assertThat(seen.toDoubles()).as("what the sub task saw").containsOnly(0);
            host.run(orchestrator -> orchestrator.submitNextLevel(add, args, config));
            assertThat(out.toDoubles()).containsOnly(4);
        }
    }

    @Scenario
    @Case(blockDim = 1, devices = 2)
    void aChipThatCrashesIsReplaced(HostWorker host, ChipCallable crashing, ChipCallable adding, CallConfig config) {
        RegisteredCallable crash = host.register(crashing);
        RegisteredCallable add = host.register(adding);
        host.init();
        try (HostTensor x = host.allocate(DataType.FLOAT32, LENGTH).fill(2);
                HostTensor first = host.allocate(DataType.FLOAT32, LENGTH);
                HostTensor second = host.allocate(DataType.FLOAT32, LENGTH);
                HostTensor counts = host.allocate(DataType.INT32, 3)) {
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> host.run(
                    orchestrator -> orchestrator.submitNextLevel(crash, addition(x, first, counts), config, 1)))
                    .withMessageContaining("SIGSEGV").withMessageContaining("kernel 0");

            host.run(orchestrator -> {
                orchestrator.submitNextLevel(add, addition(x, first, counts), config, 0);
                orchestrator.submitNextLevel(add, addition(x, second, counts), config, 1);
            });
            assertThat(first.toDoubles()).containsOnly(4);
            assertThat(second.toDoubles()).containsOnly(4);
        }
    }

    @Scenario
    @Case(devices = 1, subWorkers = 1)
    void aSubmitAfterAFailureFailsWithIt(HostWorker host) {
        RegisteredCallable refuse = host.register(SubTask.of(ErrorPropagationTest.class, "refuse"));
        RegisteredCallable copy = host.register(Copying.task());
        host.init();

        Throwable failure = catchThrowable(() -> host.run(orchestrator -> {
            orchestrator.submitSub(refuse);
            while (true) {
                submitWithMemory(orchestrator, copy);
            }
        }));

        assertThat(failure).isInstanceOf(WorkerException.class).hasMessageContaining("this is wrong");
    }

    /** Few of these find room at a time, so that there is little to wait for when the run has failed. */
    private static void submitWithMemory(Orchestrator orchestrator, RegisteredCallable copy) {
        try (Scope _ = orchestrator.scope()) {
            orchestrator.submitSub(copy, new TaskArgs().tensor(
                    orchestrator.alloc(DataType.INT8, (int) (HierarchySettings.DEFAULT_RING_BYTES / 4)),
                    TensorArgType.INOUT));
        }
    }

    static void refuse(SubArgs args) {
        if (args.tensorCount() == 0) {
            throw new IllegalArgumentException("this is wrong: there is no tensor");
        }
    }

    private static TaskArgs addition(HostTensor x, HostTensor out, HostTensor counts) {
        return new TaskArgs().tensor(x, TensorArgType.INPUT).tensor(x, TensorArgType.INPUT)
                .tensor(out, TensorArgType.OUTPUT_EXISTING).tensor(counts, TensorArgType.OUTPUT_EXISTING);
    }
}

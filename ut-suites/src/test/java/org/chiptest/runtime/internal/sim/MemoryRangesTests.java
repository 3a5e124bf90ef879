package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies behind a block, or where one was, is never taken for its content. */
class MemoryRangesTests {

    private static final Path SOURCE = Path.of("src/test/resources/org/chiptest/runtime/sim/hbg/ranges.cpp");

    static byte[] orchestration;

    @TempDir
    Path scratch;

    private ChipWorker worker;

    @BeforeAll
    static void compile() {
        orchestration = TestToolchain.orchestration(RuntimeKind.HOST_BUILD_GRAPH, SOURCE);
    }

    @BeforeEach
    void open() {
        worker = open(DevicePlace.IN_PROCESS);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | record_tensor_pair: the pair .* is larger than its memory: 513 bytes at .* reach beyond the block of 512 bytes
            2 | record_tensor_pair: the pair .* is larger than its memory: 512 bytes at .* reach beyond the block of 512 bytes
            3 | record_tensor_pair: the pair .* is larger than its memory: 512 bytes at .* reach beyond
            4 | copy_to_device: the pair .* is larger than its memory: 512 bytes at .* reach beyond the block of 512 bytes
            5 | copy_to_device: the pair .* is larger than its memory: 512 bytes at .* reach beyond
            6 | device_free: device memory of 512 bytes at .* is still needed: tasks of kernels \\[4\\] have it; leave it
            7 | device_free: device memory of 512 bytes at .* is still needed: it is copied back when the run ends; leave it
            9 | add_task: 3 arguments at a null pointer; a task without any has 0; .*
            10 | add_task: -1 arguments; a task without any has 0; .*
            8 | record_tensor_pair: .* nothing is allocated; it was freed before or never allocated
            """)
    void anOrchestrationThatNamesMoreMemoryThanThereIsFailsItsRun(long mistake, String words) {
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> run(worker, mistake))
                .withMessageMatching("(?s)run_prepared failed with code -1: .*" + words + ".*");
    }

    @Test
    void anArgumentInMemoryOfAnotherProcessEndsWhereItEnds() {
        try (ChipWorker child = open(DevicePlace.CHILD)) {
            for (long mistake : new long[]{3, 5}) {
                assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> run(child, mistake))
                        .withMessageContaining("reach beyond argument ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void copiesOfAWorkerEndWithTheirBlock(DevicePlace place) {
        try (ChipWorker other = open(place); HostTensor tensor = other.allocate(DataType.INT64, 64).fill(1)) {
            long block = other.malloc(504);
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> other.copyFrom(tensor.memory(), block))
                    .withMessageContaining("512 bytes at 0x%x reach beyond the block of 504 bytes", block);
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> other.copyTo(block, tensor.memory()))
                    .withMessageContaining("512 bytes at 0x%x reach beyond the block of 504 bytes", block);
            other.free(block);
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> other.copyFrom(tensor.memory(), block))
                    .withMessageContaining("nothing is allocated; it was freed before or never allocated");
            assertThat(tensor.toDoubles()).containsOnly(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void argumentsWithATensorThatIsClosedAreRefusedThoughItsMemoryIsAllocatedAgain(DevicePlace place) {
        try (ChipWorker other = open(place); HostTensor x = other.allocate(DataType.INT64, 64)) {
            other.prepare(0, ChipCallable.builder().functionName("ranges").orchestration(orchestration).build());
            HostTensor closed = other.allocate(DataType.INT64, 64);
            long address = closed.memory().address();
            TaskArgs args = new TaskArgs().tensor(x).tensor(closed).scalar(0L);
            closed.close();
            try (HostTensor later = other.allocate(DataType.INT64, 64).fill(7)) {
                assertThat(later.memory().address()).isEqualTo(address);
                assertThatIllegalStateException().isThrownBy(() -> other.run(0, args, CallConfig.defaults()))
                        .withMessage("tensor INT64[64] is closed; its memory belongs to somebody else now");
                assertThat(later.toDoubles()).containsOnly(7);
            }
        }
    }

    @Test
    void rangesInsideABlockAreCopied() {
        assertThat(run(worker, 0)).containsOnly(1);
    }

    private static double[] run(ChipWorker worker, long mistake) {
        worker.prepare(0, ChipCallable.builder().functionName("ranges").orchestration(orchestration).build());
        try (HostTensor x = worker.allocate(DataType.INT64, 64).fill(1);
                HostTensor y = worker.allocate(DataType.INT64, 64)) {
            worker.run(0, new TaskArgs().tensor(x).tensor(y).scalar(mistake), CallConfig.defaults());
            return y.toDoubles();
        } finally {
            worker.unregister(0);
        }
    }

    private ChipWorker open(DevicePlace place) {
        return ChipWorker.open(
                place.opener("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, TestToolchain.settings(scratch)), 0);
    }
}

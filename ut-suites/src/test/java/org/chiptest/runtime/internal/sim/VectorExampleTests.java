package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorExampleTests {

    private static final int ELEMENTS = 16_384;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, 42", "a5sim, hbg, 42", "a2a3sim, trb, 47", "a5sim, trb, 47"})
    void repeatedRunsOpenTheLibraryOnceAndComputeTheGoldenValues(String platform, String runtime, double golden) {
        RuntimeKind kind = RuntimeKind.named(runtime).orElseThrow();
        ChipCallable vector = TestToolchain.vector(kind);
        try (ChipWorker worker = worker(platform, kind);
                HostTensor a = worker.allocate(DataType.FLOAT32, ELEMENTS);
                HostTensor b = worker.allocate(DataType.FLOAT32, ELEMENTS);
                HostTensor f = worker.allocate(DataType.FLOAT32, ELEMENTS)) {
            CounterSnapshot before = worker.counters();
            try (PreparedCallable prepared = worker.prepare(0, vector)) {
                TaskArgs args = new TaskArgs().tensor(a).tensor(b).tensor(f);
                for (int run = 0; run < 5; run++) {
                    a.fill(2);
                    b.fill(3);
                    f.fill(0);
                    prepared.run(args, CallConfig.defaults().withBlockDim(3));
                    assertThat(f.toDoubles()).containsOnly(golden);
                }
            }
            CounterSnapshot since = worker.counters().since(before);
            assertThat(since.opens()).isEqualTo(1);
            assertThat(since.dedupMisses()).isEqualTo(1);
            assertThat(since.runs()).isEqualTo(5);
            assertThat(since.liveLibraries()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg", "a5sim, trb"})
    void doublePrepareIsRefused(String platform, String runtime) {
        RuntimeKind kind = RuntimeKind.named(runtime).orElseThrow();
        ChipCallable vector = TestToolchain.vector(kind);
        try (ChipWorker worker = worker(platform, kind); PreparedCallable prepared = worker.prepare(0, vector)) {
            assertThatThrownBy(() -> worker.prepare(0, vector)).isInstanceOf(WorkerException.class)
                    .hasMessage("prepare_callable failed with code -1: callable id 0 is already prepared; "
                            + "unregister it first or use another");
            assertThat(prepared.cid()).isZero();
        }
    }

    private ChipWorker worker(String name, RuntimeKind kind) {
        return ChipWorker.open(DevicePlace.IN_PROCESS.opener(name, kind, TestToolchain.settings(scratch)), 0);
    }
}

package org.chiptest.runtime.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildDeviceTests {

    @TempDir
    Path directory;

    @Test
    void runsAPreparedCallableInAnotherProcessOnTensorsInSharedMemory() {
        try (ChipWorker worker = worker()) {
            worker.init(0);
            try (HostTensor a = worker.allocate(DataType.FLOAT32, 1000);
                    HostTensor b = worker.allocate(DataType.FLOAT32, 1000);
                    HostTensor sum = worker.allocate(DataType.FLOAT32, 1000);
                    PreparedCallable add = worker.prepare(0, FakeWorkers.callable("add"))) {
                a.fill(i -> i);
                b.fill(2);
                add.run(new TaskArgs().tensor(a).tensor(b).tensor(sum), CallConfig.defaults());
                assertThat(sum.get(999)).isEqualTo(1001);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aCrashIsReportedWithItsSignalItsKernelAndItsFunction() {
        try (ChipWorker worker = worker()) {
            worker.init(0);
            PreparedCallable crashing = worker.prepare(3, FakeWorkers.callable("null_store"));
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> crashing.run(new TaskArgs(), CallConfig.defaults()))
                    .withMessageMatching("(?s)run_prepared failed: worker process fake/host_build_graph device 0 "
                            + "\\(pid \\d+, generation \\d+\\) was ended by signal 6 \\(SIGABRT, exit code 134\\) "
                            + "during run_prepared of callable id 3 'null_store'\n"
                            + "  running:\n"
                            + "    kernel 1 of task 0x7, block 2 on core 5 for \\d+ ms, crashed here\n"
                            + "  crash:\n"
                            + "    SIGSEGV .*\n"
                            + "    in C  \\[lib1\\.so\\+0x[0-9a-f]+\\]  null_store\\+0x[0-9a-f]+\n"
                            + "    reported in .*hs_err\\.log.*");
        }
        assertThat(directory).isEmptyDirectory();
    }

    private ChipWorker worker() {
        return new ChipWorker(FakeWorkers.opener(FakeWorkers.settings(directory)));
    }
}

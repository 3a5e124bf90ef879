package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * A host_build_graph callable of two tasks that describes their tensors: {@code f = a + b + addend}.
 *
 * @param callable the compiled callable
 * @param addend   what tells it from others
 */
record DumpSubject(ChipCallable callable, float addend) implements PreparedCallableContract.Subject {

    private static final int ELEMENTS = 1024;
    private static final int TASKS = 2;

    /** Describe the callable of {@link #spec()}. */
    static DumpSubject plain(ChipCallable callable) {
        return new DumpSubject(callable, 1);
    }

    /** Describe the callable of {@link #shiftedSpec()}. */
    static DumpSubject shifted(ChipCallable callable) {
        return new DumpSubject(callable, 100);
    }

    static CallableSpec spec() {
        return spec("dump.cpp");
    }

    static CallableSpec shiftedSpec() {
        return spec("shifted_dump.cpp");
    }

    @Override
    public void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config, int round) {
        try (HostTensor a = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(i -> round + i % 5);
                HostTensor b = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(i -> i % 7);
                HostTensor f = worker.allocate(DataType.FLOAT32, ELEMENTS);
                HostTensor counts = worker.allocate(DataType.INT32, 3)) {
            prepared.run(new TaskArgs().tensor(a).tensor(b).tensor(f).tensor(counts), config);
            for (int i = 0; i < ELEMENTS; i++) {
                assertThat(f.get(i)).as("f[%d]", i).isEqualTo(a.get(i) + b.get(i) + addend);
            }
            assertThat(counts.toDoubles()).as("size of the graph").containsExactly(TASKS, 0, TASKS);
        }
    }

    private static CallableSpec spec(String orchestration) {
        return CallableSpec.orchestration("/vector/hbg/" + orchestration).entry("build_dump_graph")
                .signature(IN, IN, OUT, OUT).include("/include")
                .kernel(0, AIV, "/vector/hbg/kernels/add.cpp", IN, IN, OUT)
                .kernel(1, AIV, "/vector/hbg/kernels/add_scalar.cpp", IN, OUT);
    }
}

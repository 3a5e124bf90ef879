package org.chiptest.st.vector;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.st.TaskCounts;

/**
 * A host_build_graph callable of two tasks that describes their tensors: {@code f = a + b + addend}.
 *
 * @param addend what tells it from others
 * @param random where the arguments come from
 */
record DumpSubject(float addend, RandomGenerator random) {

    private static final int ELEMENTS = 1024;

    /** Describe the callable of {@link #spec()}. */
    static DumpSubject plain(RandomGenerator random) {
        return new DumpSubject(1, random);
    }

    /** Describe the callable of {@link #shiftedSpec()}. */
    static DumpSubject shifted(RandomGenerator random) {
        return new DumpSubject(100, random);
    }

    static CallableSpec spec() {
        return spec("dump.cpp");
    }

    static CallableSpec shiftedSpec() {
        return spec("shifted_dump.cpp");
    }

    /** Return what the orchestration computes from these inputs. */
    double golden(double a, double b) {
        return a + b + addend;
    }

    /** Declare new arguments, and what they come to. */
    void declare(GoldenArgs args) {
        double[] a = args.input("a", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextInt(1000)).toDoubles();
        double[] b = args.input("b", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextInt(1000)).toDoubles();
        args.output("f", DataType.FLOAT32, ELEMENTS).expect(i -> golden(a[(int) i], b[(int) i]));
        TaskCounts.tasks(2).addTo(args, RuntimeKind.HOST_BUILD_GRAPH);
    }

    /** Run with new arguments and check every output. */
    void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config) {
        try (GoldenArgs args = GoldenArgs.on(worker)) {
            declare(args);
            prepared.run(args.taskArgs(), config);
            args.check();
        }
    }

    private static CallableSpec spec(String orchestration) {
        return CallableSpec.orchestration("/vector/hbg/" + orchestration).entry("build_dump_graph")
                .signature(IN, IN, OUT, OUT).include("/include")
                .kernel(0, AIV, "/vector/hbg/kernels/add.cpp", IN, IN, OUT)
                .kernel(1, AIV, "/vector/hbg/kernels/add_scalar.cpp", IN, OUT);
    }
}

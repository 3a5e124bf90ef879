package org.chiptest.st.matmul;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;

/** The callables of this package. */
final class MatmulCallables {

    private static final String KERNELS = "/matmul/kernels/";

    private MatmulCallables() {}

    /** Multiply tiled matrices by pairs of a cube and a vector task. */
    static CallableSpec tiled(RuntimeKind runtime) {
        return orchestration(runtime, "bgemm").signature(IN, IN, INOUT, IN, OUT)
                .kernel(0, AIC, KERNELS + "gemm.cpp", IN, IN, OUT)
                .kernel(1, AIV, KERNELS + "accumulate.cpp", IN, INOUT);
    }

    /** Multiply tiled matrices by mixed tasks. */
    static CallableSpec tiledByMixedTasks() {
        return orchestration(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "mixed_bgemm").signature(IN, IN, INOUT, IN, OUT)
                .kernel(0, AIC, KERNELS + "mixed_gemm.cpp", IN, IN, OUT, OUT, INOUT)
                .kernel(1, AIV, KERNELS + "mixed_gemm.cpp", IN, IN, OUT, OUT, INOUT);
    }

    /** Compute two products of one matrix and add them. */
    static CallableSpec diamond(RuntimeKind runtime) {
        return orchestration(runtime, "diamond").signature(IN, IN, IN, OUT, OUT)
                .kernel(0, AIV, KERNELS + "rectify_f16.cpp", IN, OUT)
                .kernel(1, AIC, KERNELS + "gemm_f16.cpp", IN, IN, OUT)
                .kernel(2, AIV, KERNELS + "add.cpp", IN, IN, OUT);
    }

    /** Compute independent products and sums. */
    static CallableSpec alternating(RuntimeKind runtime) {
        return orchestration(runtime, "alternating").signature(IN, IN, OUT, IN, IN, OUT, OUT, SCALAR)
                .kernel(0, AIC, KERNELS + "gemm.cpp", IN, IN, OUT)
                .kernel(1, AIV, KERNELS + "add.cpp", IN, IN, OUT);
    }

    private static CallableSpec orchestration(RuntimeKind runtime, String name) {
        return CallableSpec.orchestration("/matmul/" + runtime.shortName() + "/" + name + ".cpp")
                .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_" + name : "aicpu_orchestration_entry")
                .include("/include");
    }
}

package org.chiptest.st.attention;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;

/** The callable of paged attention: its four kernels, and for each runtime an orchestration that takes all cases. */
final class AttentionCallable {

    private AttentionCallable() {}

    static CallableSpec of(RuntimeKind runtime) {
        String kernels = "/attention/kernels/";
        return CallableSpec.orchestration("/attention/" + runtime.shortName() + "/orchestration.cpp")
                .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_attention" : "aicpu_orchestration_entry")
                .signature(IN, IN, IN, IN, IN, OUT, OUT, SCALAR, SCALAR, SCALAR, SCALAR, SCALAR)
                .include("/include")
                .kernel(0, AIC, kernels + "qk.cpp", IN, IN, IN, IN, OUT)
                .kernel(1, AIV, kernels + "softmax.cpp", IN, IN, OUT, OUT, OUT)
                .kernel(2, AIC, kernels + "pv.cpp", IN, IN, IN, IN, OUT)
                .kernel(3, AIV, kernels + "update.cpp", IN, IN, IN, INOUT, INOUT, INOUT, OUT);
    }
}

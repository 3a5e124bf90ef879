package org.chiptest.st.worker;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;

/** A callable of one task. */
public final class VectorAddCallable {

    private VectorAddCallable() {}

    /** Add two vectors. */
    public static CallableSpec adding(RuntimeKind runtime) {
        return with("/matmul/kernels/add.cpp", runtime);
    }

    /** Never end. */
    static CallableSpec spinning(RuntimeKind runtime) {
        return with("/worker/spin.cpp", runtime);
    }

    /** Throw an exception. */
    public static CallableSpec throwing(RuntimeKind runtime) {
        return with("/worker/throw.cpp", runtime);
    }

    /** Crash the process. */
    public static CallableSpec crashing(RuntimeKind runtime) {
        return with("/worker/crash.cpp", runtime);
    }

    private static CallableSpec with(String kernel, RuntimeKind runtime) {
        return CallableSpec.orchestration("/worker/" + runtime.shortName() + "/vector_add.cpp")
                .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_vector_add" : "aicpu_orchestration_entry")
                .signature(IN, IN, OUT, OUT).include("/include").kernel(0, AIV, kernel, IN, IN, OUT);
    }
}

package org.chiptest.st.vector;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** The vector example's callables: three vector kernels under two orchestrations whose results tell them apart. */
public final class VectorCallables {

    private VectorCallables() {}

    /** Compute with the addends 1 and 2. */
    public static CallableSpec vector(RuntimeKind runtime) {
        return spec(runtime, "orchestration.cpp");
    }

    /** Compute with the addends 10 and 20. */
    static CallableSpec shifted(RuntimeKind runtime) {
        return spec(runtime, "shifted.cpp");
    }

    /** How many tasks run. */
    public static int tasks(RuntimeKind runtime) {
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> 4;
            case TENSORMAP_AND_RINGBUFFER -> 5;
        };
    }

    /** How many dependencies the orchestration states. */
    public static int edges(RuntimeKind runtime) {
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> 4;
            case TENSORMAP_AND_RINGBUFFER -> 6;
        };
    }

    /** The size of the graph. */
    public static TaskCounts counts(RuntimeKind runtime) {
        return TaskCounts.tasks(tasks(runtime));
    }

    private static CallableSpec spec(RuntimeKind runtime, String orchestration) {
        String folder = "/vector/" + runtime.shortName() + "/";
        return CallableSpec.orchestration(folder + orchestration).entry(entry(runtime)).signature(IN, IN, OUT, OUT)
                .kernel(0, AIV, folder + "kernels/add.cpp", IN, IN, OUT)
                .kernel(1, AIV, folder + "kernels/add_scalar.cpp", IN, OUT)
                .kernel(2, AIV, folder + "kernels/mul.cpp", IN, IN, OUT);
    }

    private static String entry(RuntimeKind runtime) {
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> "build_example_graph";
            case TENSORMAP_AND_RINGBUFFER -> "aicpu_orchestration_entry";
        };
    }
}

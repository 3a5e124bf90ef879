package org.chiptest.endtoend;

import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;

/** A callable that does what an {@link Injection} says, and counts once if that lets it; others that cannot be prepared. */
final class FaultyCallables {

    private FaultyCallables() {}

    static CallableSpec faulty(RuntimeKind runtime) {
        return base(runtime).kernel(7, AIV, "misbehave.cpp", SCALAR, SCALAR);
    }

    /** Describe a callable with a kernel whose library throws when it is opened. */
    static CallableSpec throwing(RuntimeKind runtime) {
        return base(runtime).kernel(7, AIV, "throwing_constructor.cpp", SCALAR, SCALAR);
    }

    /** Describe a callable with a kernel whose library aborts when it is opened. */
    static CallableSpec aborting(RuntimeKind runtime) {
        return base(runtime).kernel(7, AIV, "aborting_constructor.cpp", SCALAR, SCALAR);
    }

    /** Describe a callable with a kernel whose library forks, and lets both sides go on, when it is opened. */
    static CallableSpec forking(RuntimeKind runtime) {
        return base(runtime).kernel(7, AIV, "forking_constructor.cpp", SCALAR, SCALAR);
    }

    /** Describe a callable with a kernel whose library does something bad when it is closed, such as {@code crashing}. */
    static CallableSpec destructor(RuntimeKind runtime, String doing) {
        return base(runtime).kernel(7, AIV, doing + "_destructor.cpp", SCALAR, SCALAR);
    }

    /** Describe a callable that needs but a kernel 7. */
    static CallableSpec base(RuntimeKind runtime) {
        return CallableSpec.orchestration(runtime.shortName() + "/orchestration.cpp").entry(entry(runtime))
                .signature(INOUT, SCALAR, SCALAR)
                .kernel(0, AIV, "/org/chiptest/runtime/sim/" + runtime.shortName() + "/count.cpp", INOUT);
    }

    /** Return the entry of its orchestration. */
    static String entry(RuntimeKind runtime) {
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> "build_faulty_graph";
            case TENSORMAP_AND_RINGBUFFER -> "submit_faulty_tasks";
        };
    }
}

package org.chiptest.engine.internal.conformance;

import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.Locale;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.device.RuntimeKind;

/** The callables that rules run, all from sources that are resources of the kit. */
enum KitCallable {

    /** y = 3 * x + 8. */
    APPLY,

    /** y = 5 * x + 2. */
    APPLY_OTHER,

    /** {@link #APPLY} with the largest func id that there is. */
    APPLY_FAR,

    /** Interprets programs of graphs. */
    GRAPHS,

    /** Tells how often it has run since its library was opened. */
    COUNTS,

    /** Adds two scalars to each of 64 tensors. */
    LIMITS,

    /** Has a task with as many arguments as there may be. */
    WORDS,

    /** Has a graph that cannot end. */
    STALLS,

    /** Has a kernel that never returns. */
    SPINS,

    /** Returns a code; host_build_graph only. */
    RETURNS;

    private static final int LAST_FUNC_ID = 1023;

    /** Describe the callable for a runtime. */
    CallableSpec spec(RuntimeKind runtime) {
        return switch (this) {
            case APPLY -> apply(runtime, "apply.cpp", 1, "scale.cpp");
            case APPLY_OTHER -> apply(runtime, "apply_other.cpp", 2, "scale_other.cpp");
            case APPLY_FAR -> apply(runtime, "apply_far.cpp", LAST_FUNC_ID, "scale.cpp");
            case GRAPHS -> graphs(runtime);
            case COUNTS, LIMITS, WORDS, STALLS, SPINS, RETURNS -> entry(runtime, name().toLowerCase(Locale.ROOT));
        };
    }

    private static String in(RuntimeKind runtime, String file) {
        return runtime.shortName() + "/" + file;
    }

    private static CallableSpec apply(RuntimeKind runtime, String orchestration, int second, String scale) {
        return CallableSpec.orchestration(in(runtime, orchestration))
                .entry(runtime == HOST_BUILD_GRAPH ? "build_apply" : "")
                .kernel(0, AIV, in(runtime, scale)).kernel(second, AIC, in(runtime, "increment.cpp"));
    }

    private static CallableSpec graphs(RuntimeKind runtime) {
        return runtime == HOST_BUILD_GRAPH
                ? CallableSpec.orchestration("hbg/graph.cpp").entry("build_graph").kernel(0, AIV, "hbg/note.cpp")
                : CallableSpec.orchestration("trb/interpreter.cpp").entry("interpreter_entry")
                        .kernel(GraphProgram.TRACED_STEP, AIV, "trb/traced_step.cpp")
                        .kernel(GraphProgram.TRACED_MIX, AIV, "trb/traced_mix.cpp")
                        .kernel(GraphProgram.TRACED_UPDATE, AIV, "trb/traced_update.cpp")
                        .kernel(GraphProgram.TRACED_BUMP, AIV, "trb/traced_bump.cpp");
    }

    private static CallableSpec entry(RuntimeKind runtime, String name) {
        CallableSpec all = CallableSpec.orchestration(in(runtime, "entries.cpp")).entry(name)
                .kernel(0, AIV, in(runtime, "sum_words.cpp")).kernel(1, AIV, "spin.cpp")
                .kernel(2, AIV, in(runtime, "add_two.cpp"));
        return runtime == HOST_BUILD_GRAPH ? all : all.kernel(3, AIV, "trb/never.cpp");
    }
}

package org.chiptest.st.spmd;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** Independent launches of blocks, each of whose kernels says in a slot of its own who it is. */
final class Launches {

    private static final int WORDS = 16;

    /** What the callable leaves as it was in a slot; a kernel that runs once makes it a 0 where it counts. */
    private static final int UNTOUCHED = -1;

    private final List<Launch> launches;

    private Launches(List<Launch> launches) {
        this.launches = List.copyOf(launches);
    }

    static Launches of(Launch... launches) {
        return new Launches(List.of(launches));
    }

    /** Launch the same again and again. */
    Launches times(int rounds) {
        return new Launches(Collections.nCopies(rounds, launches).stream().flatMap(List::stream).toList());
    }

    /** Launch these, then others. */
    Launches then(Launch... others) {
        List<Launch> all = new ArrayList<>(launches);
        all.addAll(List.of(others));
        return new Launches(all);
    }

    /** The callable that submits launches. */
    static CallableSpec callable() {
        String kernel = "/spmd/kernels/report.cpp";
        return CallableSpec.orchestration("/spmd/trb/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, INOUT, INOUT, OUT).include("/include").kernel(0, AIC, kernel, INOUT, INOUT)
                .kernel(1, AIV, kernel, INOUT, INOUT).kernel(2, AIV, kernel, INOUT, INOUT)
                .kernel(3, AIV, kernel, INOUT, INOUT);
    }

    void addTo(GoldenArgs args, RuntimeKind runtime) {
        List<Integer> plan = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < launches.size(); i++) {
            Launch launch = launches.get(i);
            plan.addAll(List.of(launch.kernels(), launch.blocks(), launch.syncStart() ? 1 : 0, slots.size() / WORDS));
            addSlots(i, launch, slots);
        }
        args.input("plan", DataType.INT32, launches.size(), 4).fill(i -> plan.get((int) i));
        args.inout("meetings", DataType.INT32, launches.size()).expectLongs(i -> {
            Launch launch = launches.get((int) i);
            return launch.syncStart() ? launch.slots() : 0;
        });
        args.inout("slots", DataType.INT32, slots.size() / WORDS, WORDS).fill(UNTOUCHED)
                .expectLongs(i -> slots.get((int) i));
        TaskCounts.tasks(launches.size()).addTo(args, runtime);
    }

    private static void addSlots(int index, Launch launch, List<Integer> slots) {
        for (int block = 0; block < launch.blocks(); block++) {
            for (int kernel = 0; kernel < launch.kernelCount(); kernel++) {
                slots.addAll(List.of(index, block, launch.blocks(), kernel, UNTOUCHED + 1));
                slots.addAll(Collections.nCopies(WORDS - 5, UNTOUCHED));
            }
        }
    }
}

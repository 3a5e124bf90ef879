package org.chiptest.st.host;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.Orchestrator;
import org.chiptest.runtime.hierarchy.RegisteredCallable;

/** Arguments of one task for each chip, which run as a group: chip i gets the arguments of rank i. */
final class ChipGroup implements AutoCloseable {

    private final List<GoldenArgs> ranks = new ArrayList<>();

    /** Start without arguments for this many chips. */
    ChipGroup(HostWorker host, int chips) {
        for (int rank = 0; rank < chips; rank++) {
            ranks.add(GoldenArgs.on(host));
        }
    }

    GoldenArgs rank(int rank) {
        return ranks.get(rank);
    }

    int size() {
        return ranks.size();
    }

    void submit(Orchestrator orchestrator, RegisteredCallable callable, CallConfig config) {
        List<Integer> pins = new ArrayList<>();
        for (int rank = 0; rank < size(); rank++) {
            pins.add(rank);
        }
        orchestrator.submitNextLevelGroup(callable, ranks.stream().map(GoldenArgs::taskArgs).toList(), config, pins);
    }

    void check(String where) {
        for (int rank = 0; rank < size(); rank++) {
            ranks.get(rank).check(where + ", rank " + rank + ": ");
        }
    }

    @Override
    public void close() {
        ranks.forEach(GoldenArgs::close);
    }
}

package org.chiptest.diagnostics.internal.divergence;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.DifferentGraph;
import org.chiptest.diagnostics.divergence.DifferentGraph.Part;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * Compare the dependencies that two orchestrations of host_build_graph have stated. Other runtimes make no dependency on a task that is
 * done already, so theirs are not the same each time.
 */
final class EdgeComparison {

    private EdgeComparison() {}

    static Optional<DifferentGraph> difference(List<TaskPair> pairs, RecordedSide trusted, RecordedSide suspect) {
        if (trusted.run().runtime() != RuntimeKind.HOST_BUILD_GRAPH
                || suspect.run().runtime() != RuntimeKind.HOST_BUILD_GRAPH) {
            return Optional.empty();
        }
        Map<Integer, Integer> ours = new HashMap<>();
        Map<Integer, Integer> theirs = new HashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            ours.put(pairs.get(i).trusted(), i);
            theirs.put(pairs.get(i).suspect(), i);
        }
        BitSet[] expected = producers(trusted, ours);
        BitSet[] actual = producers(suspect, theirs);
        for (int i = 0; i < pairs.size(); i++) {
            BitSet both = (BitSet) expected[i].clone();
            both.xor(actual[i]);
            if (!both.isEmpty()) {
                return Optional.of(found(pairs, i, both.nextSetBit(0), expected[i], trusted, suspect));
            }
        }
        return Optional.empty();
    }

    private static DifferentGraph found(List<TaskPair> pairs, int consumer, int producer, BitSet expected,
            RecordedSide trusted, RecordedSide suspect) {
        String waits = "waits for " + suspect.place(pairs.get(producer).suspect()).name();
        String not = "does not wait for it";
        boolean missing = expected.get(producer);
        return new DifferentGraph(Part.EDGE, Optional.of(trusted.place(pairs.get(consumer).trusted())),
                Optional.of(suspect.place(pairs.get(consumer).suspect())), -1, missing ? waits : not,
                missing ? not : waits, consumer);
    }

    private static BitSet[] producers(RecordedSide side, Map<Integer, Integer> positions) {
        BitSet[] producers = new BitSet[positions.size()];
        Arrays.setAll(producers, _ -> new BitSet());
        for (RecordedEdge edge : side.run().edges()) {
            Integer consumer = positions.get(edge.consumer());
            Integer producer = positions.get(edge.producer());
            if (consumer != null && producer != null) {
                producers[consumer].set(producer);
            }
        }
        return producers;
    }
}

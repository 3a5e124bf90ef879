package org.chiptest.engine.internal.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.chiptest.engine.internal.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.settings.ShardChoice;
import org.chiptest.engine.internal.summary.ShardRecord;
import org.junit.platform.engine.TestDescriptor;

/**
 * Leave one part of the tests in a tree.
 *
 * <p>Which part a test belongs to follows from the tests alone, so runs on different machines agree without speaking with each other: tests
 * are ordered by a hash of their unique ids, and dealt out ({@link ShardBalance}). What the parts must have in common is in the
 * {@link ShardRecord}.
 */
final class Shard {

    private Shard() {}

    /** Take all tests of other parts out of the tree, and return what can be checked when the parts are put together. */
    static ShardRecord apply(ChipTestEngineDescriptor engine, ShardChoice choice) {
        ShardBalance balance = ShardBalance.of(choice);
        List<PlannedTest> tests = new ArrayList<>();
        collect(engine, tests);
        tests.sort(Comparator.comparing((PlannedTest test) -> ShardBalance.digest(test.getUniqueId().toString()))
                .thenComparing(test -> test.getUniqueId().toString()));
        List<Integer> parts = balance.parts(tests, choice.total());
        StringBuilder all = new StringBuilder();
        int own = 0;
        for (int i = 0; i < tests.size(); i++) {
            all.append(tests.get(i).getUniqueId()).append('\n');
            if (parts.get(i) == choice.index()) {
                own++;
            } else {
                tests.get(i).removeFromHierarchy();
            }
        }
        engine.accept(TestDescriptor::prune);
        return new ShardRecord(choice.index(), choice.total(), own, tests.size(), ShardBalance.digest(all.toString()),
                balance.digest());
    }

    private static void collect(TestDescriptor parent, List<PlannedTest> tests) {
        for (TestDescriptor child : parent.getChildren()) {
            if (child instanceof PlannedTest test) {
                tests.add(test);
            }
            collect(child, tests);
        }
    }
}

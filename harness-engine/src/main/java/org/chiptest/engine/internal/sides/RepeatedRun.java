package org.chiptest.engine.internal.sides;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.DivergenceTally;
import org.chiptest.engine.internal.comparison.SideComparison;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;

/**
 * The same variant several times, to see whether it does the same each time.
 *
 * @param times how often it is run in all
 */
record RepeatedRun(SideRunner runner, DivergenceSearch search, int times) {

    /** How the runs after the first one went. */
    private static final class Count {

        private final List<Divergence> divergences = new ArrayList<>();
        private int failed;
        private int different;
        private Optional<String> failure = Optional.empty();
        private Optional<SideComparison> difference = Optional.empty();
    }

    /** Return how an attempt ends that passed at first. */
    Ending ofPassed(Counterpart.Side side, PlayedSide first, DevicePool.Lease lease) {
        Count count = repeat(side, first, lease);
        String found = describe(count);
        if (count.failed == 0 && count.different == 0) {
            runner.context().events().published(runner.test(), "compared", found);
            return first.ending();
        }
        return new Ending.Failed(new SidesDifferError(found));
    }

    /** Say what the other runs tell of a failure of the first one. */
    Note ofFailed(Counterpart.Side side, PlayedSide first, DevicePool.Lease lease) {
        Count count = repeat(side, first, lease);
        return Note.of((count.failed == times - 1 ? "it failed each time: " : "it passed at times: ")
                + describe(count), "");
    }

    private Count repeat(Counterpart.Side side, PlayedSide first, DevicePool.Lease lease) {
        Count count = new Count();
        for (int number = 2; number <= times; number++) {
            String part = "against-" + number;
            PlayedSide next = runner.other(side, part, lease);
            SideComparison comparison = SideComparison.of(first.log(), next.log(), true, true, false);
            add(count, next, comparison);
            boolean same = search.compared(first, next, comparison.firstDiffering().orElse(0)).map(divergence -> {
                count.divergences.add(divergence);
                return divergence.isSame();
            }).orElse(true);
            if (same && comparison.isSame() && !next.hasFailed()) {
                runner.folder().forget(part);
            }
        }
        search.leave(count.divergences);
        return count;
    }

    private static void add(Count count, PlayedSide next, SideComparison comparison) {
        if (next.ending() instanceof Ending.Failed(var failure, var _)) {
            count.failed++;
            count.failure = count.failure.or(() -> Optional.of(Failures.line(failure)));
        }
        if (!comparison.isSame()) {
            count.different++;
            count.difference = count.difference.or(() -> Optional.of(comparison));
        }
    }

    private String describe(Count count) {
        if (count.failed == 0 && count.different == 0) {
            return "the same in " + times + " runs";
        }
        List<String> lines = new ArrayList<>();
        lines.add("of " + times + " runs of the same, " + count.different + " did something else than the first one, "
                + count.failed + " after it failed");
        count.failure.ifPresent(text -> lines.add("the first to fail: " + text));
        count.difference.ifPresent(each -> lines.add("the first that differs (\"here\" is the first run):\n  "
                + each.describe()));
        if (!count.divergences.isEmpty()) {
            lines.add(DivergenceTally.of(count.divergences).describe());
        }
        return String.join("\n", lines);
    }
}

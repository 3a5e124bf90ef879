package org.chiptest.engine.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.declaration.CaseSizes;
import org.chiptest.engine.internal.lease.DeviceNeed;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.FailureKind;
import org.chiptest.engine.internal.reduction.NumberReduction;
import org.chiptest.engine.internal.reduction.NumberReduction.Range;
import org.chiptest.engine.internal.run.AttemptDirectories;
import org.chiptest.engine.internal.run.RanTests.Ran;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.settings.ComparisonSettings;
import org.chiptest.engine.internal.settings.Extent;
import org.chiptest.engine.internal.sides.ComparedRun;
import org.chiptest.engine.internal.sides.SidesDifferError;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Find the smallest case with which a test fails in the same way: with fewer rounds, and smaller sizes. Each trial runs on a worker on
 * which nothing has run, as the command does that repeats it; nobody is told what becomes of trials.
 *
 * @param context whose events nobody hears
 * @param lease   the devices that it is tried on
 * @param most    how many trials there are at most
 */
record SmallestCase(Ran test, RunContext context, DevicePool.Lease lease, int most) {

    /** Search for it, in no more time than the test itself may take, and say what was found. */
    String search(Throwable failure) {
        Trials trials = new Trials(failure);
        try {
            return search(trials);
        } finally {
            renew();
        }
    }

    private String search(Trials trials) {
        String name = test.test().fullName();
        List<Range> ranges = ranges();
        List<Integer> declared = ranges.stream().map(Range::value).toList();
        if (ranges.stream().allMatch(each -> each.value() == each.least())) {
            return name
                    + " cannot be made smaller: it has one round, and its case no size above the least one; mark by "
                    + "@Size what may be smaller of the data of the case";
        }
        if (!trials.fails(declared)) {
            return name + " does not fail in the same way again on a fresh worker, so no smaller case was looked for";
        }
        List<Integer> smallest = NumberReduction.of(ranges, trials::fails, trials::goOn);
        return name + " fails in the same way " + (smallest.equals(declared)
                ? "with nothing smaller than " + described(declared, Optional.empty())
                : "with " + described(smallest, Optional.of(declared))) + " (" + trials.describe() + "): "
                + trials.last + "\nrepeat it with:\n"
                + context.failures().with(extent(smallest)).command(test.test(), lease.deviceIds());
    }

    private List<CaseSizes.Entry> sizes() {
        return CaseSizes.of(test.test().declared().scenarioCase()).entries();
    }

    /** The rounds come first: they cost most, and nothing else changes with them. */
    private List<Range> ranges() {
        return Stream.concat(Stream.of(new Range(context.settings().extent().rounds(), 1, 1)),
                sizes().stream().map(each -> new Range(each.value(), each.least(), each.multipleOf()))).toList();
    }

    private Extent extent(List<Integer> numbers) {
        Map<String, Integer> sizes = new TreeMap<>(context.settings().extent().sizes());
        List<CaseSizes.Entry> entries = sizes();
        for (int i = 0; i < entries.size(); i++) {
            if (numbers.get(i + 1) != entries.get(i).value()) {
                sizes.put(entries.get(i).name(), numbers.get(i + 1));
            }
        }
        return new Extent(numbers.getFirst(), sizes);
    }

    private String described(List<Integer> numbers, Optional<List<Integer>> instead) {
        List<String> names = new ArrayList<>(List.of("rounds"));
        sizes().forEach(each -> names.add(each.name()));
        return String.join(", ", IntStream.range(0, numbers.size())
                .filter(i -> instead.isEmpty() || !instead.get().get(i).equals(numbers.get(i)))
                .mapToObj(i -> names.get(i) + "=" + numbers.get(i)
                        + instead.map(each -> " instead of " + each.get(i)).orElse(""))
                .toList());
    }

    private void renew() {
        if (lease.need().use() == DeviceNeed.Use.SHARED) {
            lease.discard();
        }
    }

    private final class Trials {

        private final FailureKind kind;
        private final boolean compared;
        private final long end;
        private int made;

        /** What the smallest one so far failed with, in a line. */
        private String last = "";

        Trials(Throwable failure) {
            kind = FailureKind.of(failure, type());
            compared = kind.type() == SidesDifferError.class;
            end = HostClock.nanos() + limit().toNanos();
        }

        boolean goOn() {
            return made < most && inTime();
        }

        private boolean inTime() {
            return HostClock.nanos() - end < 0;
        }

        String describe() {
            return made + (made == 1 ? " trial" : " trials") + (goOn()
                    ? ""
                    : (inTime() ? ", no more were allowed" : ", there was no time for more")
                            + "; there may be a smaller one");
        }

        /** Tell whether the test fails in the same way with these rounds and sizes; not if there is no such case. */
        boolean fails(List<Integer> numbers) {
            made++;
            if (!(run(numbers) instanceof Ending.Failed(Throwable thrown, var _))
                    || !FailureKind.of(thrown, type()).equals(kind)) {
                return false;
            }
            last = UserFailure.message(thrown).lines().findFirst().orElse("");
            return true;
        }

        private Ending run(List<Integer> numbers) {
            Extent extent = extent(numbers);
            Ran trial;
            try {
                trial = new Ran(test.test().with(spec -> CaseSizes.with(spec, extent.sizes())), test.callables());
            } catch (IllegalArgumentException _) {
                // the data of the case says itself that it cannot be so small
                return new Ending.Passed();
            }
            renew();
            AttemptFolder folder = new AttemptFolder(context.directories(), trial.test(), AttemptDirectories.FIRST);
            return new ComparedRun(trial.test(), folder, trial.callables(), context.with(extent, comparison()))
                    .perform(lease);
        }

        private ComparisonSettings comparison() {
            return compared ? context.settings().comparison() : ComparisonSettings.NONE;
        }

        private Class<?> type() {
            return test.test().scenario().type();
        }

        private Duration limit() {
            return test.test().declared().scenarioCase().timeout().orElse(context.settings().timeout());
        }
    }
}

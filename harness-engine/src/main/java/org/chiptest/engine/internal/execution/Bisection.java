package org.chiptest.engine.internal.execution;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.FailureKind;
import org.chiptest.engine.internal.reduction.Reduction;
import org.chiptest.engine.internal.run.AttemptDirectories;
import org.chiptest.engine.internal.run.ClassLifecycles;
import org.chiptest.engine.internal.run.RanTests.Ran;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.sides.SideRunner;
import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * Find out after which others a test fails: the shortest list of those that its worker had run before that still makes it fail. Each
 * trial runs some of them and then the test, on a worker on which nothing has run, with what comes before and after all tests of their
 * classes; nobody is told what becomes of them.
 *
 * @param context whose events nobody hears
 * @param lease   the device that is tried on, one that the pool keeps open
 * @param most    how many trials there are at most
 */
record Bisection(Ran test, RunContext context, DevicePool.Lease lease, int most) {

    /**
     * Search for them, and say what was found; the worker of the last trial is gone.
     *
     * @param before  the names of the tests that the worker had run
     * @param failure what the test failed with
     */
    String search(List<String> before, Throwable failure) {
        List<Ran> known = before.stream().map(context.ran()::find).flatMap(Optional::stream).distinct().toList();
        try {
            return context.classes().apart(Stream.concat(known.stream(), Stream.of(test)).map(Ran::test).toList(),
                    () -> {
                        Trials trials = new Trials(failure);
                        return search(before, known, trials) + trials.troubles();
                    });
        } finally {
            lease.discard();
        }
    }

    private String search(List<String> before, List<Ran> known, Trials trials) {
        String name = test.test().fullName();
        if (trials.fails(List.of())) {
            return name + " fails alone too, on a fresh worker: the " + before.size()
                    + " tests before it are not to blame";
        }
        if (!trials.fails(known)) {
            return name + " does not fail again after the same " + known.size()
                    + " tests on a fresh worker: it is not their order that makes it fail";
        }
        List<Ran> needed = Reduction.of(known, trials::fails, () -> trials.made < most);
        StringBuilder text = new StringBuilder(name).append(" passes alone, and fails after ")
                .append(needed.size() == 1 ? "this test" : "these " + needed.size() + " tests")
                .append(" on the same worker (").append(trials.made).append(" trials")
                .append(trials.made < most ? "" : ", no more were allowed; there may be fewer").append("):");
        needed.forEach(each -> text.append("\n  ").append(each.test().fullName()));
        return text.append("\nrepeat it with:\n")
                .append(context.failures().command(needed.stream().map(Ran::test).toList(), test.test(),
                        lease.deviceIds()))
                .toString();
    }

    private final class Trials {

        private final Throwable failure;
        private int made;
        private final Set<String> troubles = new LinkedHashSet<>();

        Trials(Throwable failure) {
            this.failure = failure;
        }

        /** Tell whether the test fails in the same way after others; not if one of them costs them their worker. */
        boolean fails(List<Ran> before) {
            made++;
            lease.discard();
            ClassLifecycles classes = context.classes().anew();
            try {
                return fails(Stream.concat(before.stream(), Stream.of(test)).toList(), classes);
            } finally {
                attempt(classes::endAll);
            }
        }

        private boolean fails(List<Ran> all, ClassLifecycles classes) {
            List<ScenarioTestDescriptor> tests = all.stream().map(Ran::test).toList();
            Ending last = new Ending.Passed();
            for (int i = 0; i < all.size(); i++) {
                if (lease.device().history().names().size() != i) {
                    return false;
                }
                int ended = i + 1;
                last = run(all.get(i), context.with(classes));
                attempt(() -> classes.endAround(tests.get(ended - 1), tests.subList(ended, tests.size())));
            }
            return last instanceof Ending.Failed(Throwable thrown, var _) && kind(thrown).equals(kind(failure));
        }

        private FailureKind kind(Throwable thrown) {
            return FailureKind.of(thrown, test.test().scenario().type());
        }

        /** What comes after all tests of a class may fail: that decides nothing, but it is told. */
        private void attempt(Runnable end) {
            try {
                end.run();
            } catch (RuntimeException | Error e) {
                troubles.add("\nwhat comes after all tests of a class failed in a trial: " + UserFailure.text(e));
            }
        }

        String troubles() {
            return String.join("", troubles);
        }

        private Ending run(Ran each, RunContext trial) {
            AttemptFolder folder = new AttemptFolder(trial.directories(), each.test(), AttemptDirectories.FIRST);
            return new SideRunner(each.test(), folder, each.callables(), trial).own(false, lease).ending();
        }
    }
}

package org.chiptest.engine.internal.execution;

import java.util.List;
import java.util.Optional;

import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.FailureKind;
import org.chiptest.engine.internal.reduction.Reduction;
import org.chiptest.engine.internal.run.AttemptDirectories;
import org.chiptest.engine.internal.run.RanTests.Ran;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.sides.SideRunner;

/**
 * Find out after which others a test fails: the shortest list of those that its worker had run before that still makes it fail. Each
 * trial runs some of them and then the test, on a worker on which nothing has run; nobody is told what becomes of them.
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
        Trials trials = new Trials(failure);
        try {
            return search(before, trials);
        } finally {
            lease.discard();
        }
    }

    private String search(List<String> before, Trials trials) {
        String name = test.test().fullName();
        List<Ran> known = before.stream().map(context.ran()::find).flatMap(Optional::stream).distinct().toList();
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

        Trials(Throwable failure) {
            this.failure = failure;
        }

        /** Tell whether the test fails in the same way after others; not if one of them costs them their worker. */
        boolean fails(List<Ran> before) {
            made++;
            lease.discard();
            for (int i = 0; i < before.size(); i++) {
                if (lease.device().history().names().size() != i) {
                    return false;
                }
                var _ = run(before.get(i));
            }
            return lease.device().history().names().size() == before.size()
                    && run(test) instanceof Ending.Failed(Throwable thrown, var _)
                    && kind(thrown).equals(kind(failure));
        }

        private FailureKind kind(Throwable thrown) {
            return FailureKind.of(thrown, test.test().scenario().type());
        }

        private Ending run(Ran each) {
            AttemptFolder folder = new AttemptFolder(context.directories(), each.test(), AttemptDirectories.FIRST);
            return new SideRunner(each.test(), folder, each.callables(), context).own(false, lease).ending();
        }
    }
}

package org.chiptest.engine.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.settings.Isolation;
import org.chiptest.engine.internal.settings.Repetition;
import org.chiptest.engine.internal.summary.FailureRate;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.Trail;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The attempts at one test on the devices that it has leased: as many as the settings ask for, each with a directory of its own and told
 * to the platform, and one verdict at the end.
 */
final class Attempts {

    private final ScenarioTestDescriptor test;
    private final Map<String, ChipCallable> callables;
    private final RunContext context;
    private final Repetition repetition;
    private final List<Throwable> failures = new ArrayList<>();
    private int made;

    Attempts(ScenarioTestDescriptor test, Map<String, ChipCallable> callables, RunContext context) {
        this.test = test;
        this.callables = callables;
        this.context = context;
        this.repetition = context.settings().execution().repetition();
    }

    /** Make them; whatever happens becomes the result of the test. */
    void perform(DevicePool.Lease lease) {
        context.events().started(test);
        long start = HostClock.nanos();
        Ending last = attempt(lease);
        while (repetition.goesOn(made, last instanceof Ending.Failed) && !(last instanceof Ending.Aborted)) {
            if (last instanceof Ending.Failed(var failure)) {
                failures.add(failure);
                context.events().triedAgain(test, made, repetition.most(), failure, lease.deviceIds(), since(start));
                isolate(lease, failure);
            }
            last = attempt(lease);
        }
        if (repetition.tellsRate()) {
            int failed = failures.size() + (last instanceof Ending.Failed ? 1 : 0);
            context.events().published(test, "failure rate", new FailureRate(failed, made).toString());
        }
        // A failure that was found is not lost because a later attempt finds nothing to test.
        Ending judged = last instanceof Ending.Aborted && !failures.isEmpty()
                ? new Ending.Failed(failures.getLast())
                : last;
        Verdict verdict = Verdict.of(judged, test.expected(), failures, context.infra());
        if (verdict.status() != Status.PASSED) {
            context.summary().leadsBack(test.getUniqueId().toString(), new Trail(made,
                    context.directories().find(test, made), context.failures().command(test, lease.deviceIds())));
        }
        context.events().ended(test, verdict, lease.deviceIds(), since(start));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(HostClock.nanos() - start);
    }

    private Ending attempt(DevicePool.Lease lease) {
        made++;
        return new TestRun(test, made, callables, context).perform(lease);
    }

    /** Give the next attempt a worker that nothing has happened to. */
    private void isolate(DevicePool.Lease lease, Throwable failure) {
        if (context.settings().execution().isolation() == Isolation.FRESH
                && lease.need().use() == DeviceNeed.Use.SHARED) {
            try {
                lease.discard();
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
    }
}

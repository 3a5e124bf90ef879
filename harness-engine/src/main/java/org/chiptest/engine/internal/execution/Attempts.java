package org.chiptest.engine.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.lease.DeviceNeed;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.ScenarioBrokenException;
import org.chiptest.engine.internal.outcome.Verdict;
import org.chiptest.engine.internal.run.RanTests;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.settings.Isolation;
import org.chiptest.engine.internal.settings.Repetition;
import org.chiptest.engine.internal.sides.ComparedRun;
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

    /** The first failure of an attempt on a worker that had run others. */
    private Optional<AfterOthers> afterOthers = Optional.empty();

    private record AfterOthers(List<String> before, Throwable failure) {}

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
        while (repetition.goesOn(made, last instanceof Ending.Failed) && !isSettled(last)) {
            if (last instanceof Ending.Failed(var failure, var _)) {
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
        bisect(lease, judged);
        reduce(lease, judged);
        Verdict verdict = Verdict.of(judged, test.expected(), failures, context.infra());
        if (verdict.status() != Status.PASSED) {
            context.summary().leadsBack(test.getUniqueId().toString(), new Trail(made,
                    context.directories().find(test, made), context.failures().command(test, lease.deviceIds())));
        }
        context.events().ended(test, verdict, lease.deviceIds(), since(start));
    }

    /** Tell whether another attempt would say nothing: there is nothing to test, or it failed as it is expected to do each time. */
    private boolean isSettled(Ending last) {
        return last instanceof Ending.Aborted || !repetition.tellsRate()
                && Verdict.of(last, test.expected(), failures, context.infra()).status() == Status.EXPECTED_FAILURE;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(HostClock.nanos() - start);
    }

    private Ending attempt(DevicePool.Lease lease) {
        made++;
        AttemptFolder folder = new AttemptFolder(context.directories(), test, made);
        ComparedRun run = new ComparedRun(test, folder, callables, context);
        Ending ending = context.classes().using(() -> run.perform(lease));
        if (afterOthers.isEmpty() && ending instanceof Ending.Failed(var failure, var _)
                && !run.predecessors().isEmpty()) {
            afterOthers = Optional.of(new AfterOthers(run.predecessors(), failure));
        }
        return ending;
    }

    /** Look for the tests without which it would not have failed, if that is asked for. */
    private void bisect(DevicePool.Lease lease, Ending judged) {
        OptionalInt most = context.settings().execution().bisection();
        if (most.isEmpty() || afterOthers.isEmpty()) {
            return;
        }
        AfterOthers failed = afterOthers.get();
        try {
            String found = new Bisection(new RanTests.Ran(test, callables), context.silent(), lease, most.getAsInt())
                    .search(failed.before(), failed.failure());
            tell("bisection", found, judged);
        } catch (RuntimeException | Error e) {
            failed.failure().addSuppressed(e);
        }
    }

    /** Look for the smallest case that fails in the same way, if that is asked for; rules of the contract shorten their steps themselves. */
    private void reduce(DevicePool.Lease lease, Ending judged) {
        OptionalInt most = context.settings().execution().reduction();
        if (most.isEmpty() || test.scenario().contract().isPresent()
                || !(judged instanceof Ending.Failed(var failure, var _))) {
            return;
        }
        try {
            tell("reduction", new SmallestCase(new RanTests.Ran(test, callables), context.silent(), lease,
                    most.getAsInt()).search(failure), judged);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void tell(String key, String found, Ending judged) {
        context.events().published(test, key, found);
        context.summary().note(found.indent(2).strip());
        if (judged instanceof Ending.Failed(var failure, var _)) {
            failure.addSuppressed(new ScenarioBrokenException(found));
        }
    }

    /** Give the next attempt a worker that nothing has happened to, on another device if that is asked for. */
    private void isolate(DevicePool.Lease lease, Throwable failure) {
        Isolation isolation = context.settings().execution().isolation();
        if (isolation != Isolation.SAME && lease.need().use() == DeviceNeed.Use.SHARED) {
            try {
                lease.discard();
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
        if (isolation == Isolation.DEVICE) {
            changeDevices(lease);
        }
    }

    private void changeDevices(DevicePool.Lease lease) {
        List<Integer> before = lease.deviceIds();
        if (!lease.changeDevices()) {
            context.events().published(test, "warning",
                    "-Disolation=device: there is no other device for this test than "
                            + (before.size() == 1 ? "device " : "devices ")
                            + String.join(", ", before.stream().map(String::valueOf).toList())
                            + ", so the next attempt is there too; name more with -Ddevice");
        }
    }
}

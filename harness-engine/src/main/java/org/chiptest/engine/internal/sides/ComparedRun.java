package org.chiptest.engine.internal.sides;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.comparison.SideComparison;
import org.chiptest.engine.internal.declaration.InjectedParameter;
import org.chiptest.engine.internal.declaration.InjectedParameter.Given;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.settings.ComparisonSettings;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * One attempt at a test, and at what it is compared with if there is to be something. Whatever becomes of the other side, what the
 * test itself came to is not lost.
 */
public final class ComparedRun {

    private final ScenarioTestDescriptor test;
    private final RunContext context;
    private final ComparisonSettings settings;
    private final SideRunner runner;
    private final DivergenceSearch search;
    private List<String> predecessors = List.of();

    public ComparedRun(ScenarioTestDescriptor test, AttemptFolder folder, Map<String, ChipCallable> callables,
            RunContext context) {
        this.test = test;
        this.context = context;
        this.settings = context.settings().comparison();
        this.runner = new SideRunner(test, folder, callables, context);
        this.search = new DivergenceSearch(test, folder, context);
    }

    /** Make it; whatever happens becomes its ending. */
    public Ending perform(DevicePool.Lease lease) {
        PlayedSide own = runner.own(settings.watchesAlways(), lease);
        predecessors = own.run().predecessors();
        return switch (own.ending()) {
            case Ending.Aborted aborted -> aborted;
            case Ending.Passed passed -> settings.watchesAlways() ? afterPass(own, lease) : passed;
            case Ending.Failed(var failure, var _) -> failed(own, failure, afterFailure(own, lease), lease);
        };
    }

    /** Return the names of the tests that its worker had run before; none of a worker of its own. */
    public List<String> predecessors() {
        return predecessors;
    }

    private Ending afterPass(PlayedSide own, DevicePool.Lease lease) {
        try {
            return switch (test.counterpart()) {
                case Counterpart.Side side when settings.repeats() ->
                    told(own, repeated().ofPassed(side, own, lease), lease);
                case Counterpart.Side side -> compared(own, side, lease);
                case Counterpart.None() -> judged(own, lease);
                case Counterpart.Absent _ -> own.ending();
            };
        } catch (RuntimeException | Error e) {
            return failed(own, e, Note.of("the test itself passes, and could not be compared", ""), lease);
        }
    }

    private RepeatedRun repeated() {
        return new RepeatedRun(runner, search, settings.diverge().times());
    }

    /** Tell what a comparison came to. */
    private Ending told(PlayedSide own, Ending ending, DevicePool.Lease lease) {
        return ending instanceof Ending.Failed(var failure, var _) ? failed(own, failure, Note.NONE, lease) : ending;
    }

    private Ending compared(PlayedSide own, Counterpart.Side side, DevicePool.Lease lease) {
        PlayedSide other = runner.other(side, lease);
        SidesVerdict verdict = verdict(side, own, other);
        Ending ending = verdict.ofPassed(other.ending());
        String found = found(side, own, other, verdict.comparison());
        if (ending instanceof Ending.Failed(var failure, var _)) {
            return failed(own, failure, Note.of("", found), lease);
        }
        if (ending instanceof Ending.Passed) {
            context.events().published(test, "compared", verdict.describe(own.log().runCount()));
        }
        if (!found.isEmpty()) {
            context.events().published(test, "divergence", found);
        }
        return ending;
    }

    /** A task that is not as its reference says is a failure, whatever the scenario looks at. */
    private Ending judged(PlayedSide own, DevicePool.Lease lease) {
        Optional<DivergenceSearch.Judgement> judgement = search.judge(own);
        if (judgement.isPresent() && judgement.get().wrong()) {
            return failed(own, new SidesDifferError(judgement.get().text()), Note.NONE, lease);
        }
        judgement.ifPresent(each -> context.events().published(test, "divergence", each.text()));
        return own.ending();
    }

    /** Say what is to be said of a failure beside itself; nothing keeps it from being told. */
    private Note afterFailure(PlayedSide own, DevicePool.Lease lease) {
        try {
            return switch (test.counterpart()) {
                case Counterpart.None() -> settings.diverges() ? judgement(own, lease) : Note.NONE;
                case Counterpart.Absent(String reason) -> Note.of(
                        "compared with " + settings.against().orElseThrow() + ": not applicable: " + reason, "");
                case Counterpart.Side side when settings.repeats() ->
                    repeated().ofFailed(side, own, lease);
                case Counterpart.Side side -> compare(side, own, lease);
            };
        } catch (RuntimeException | Error e) {
            return Note.of("it could not be compared: " + UserFailure.text(e), "");
        }
    }

    private Note judgement(PlayedSide failed, DevicePool.Lease lease) {
        PlayedSide own = settings.watchesAlways() || !search.hasReferences() ? failed : runner.again(lease);
        return search.judge(own).map(each -> Note.of("", each.text()))
                .orElseGet(() -> Note.of("no task can be named: its kernels have no references, and there is no other "
                        + "side; name one by -Dagainst", ""));
    }

    private Note compare(Counterpart.Side side, PlayedSide failed, DevicePool.Lease lease) {
        PlayedSide own = settings.watchesAlways() ? failed : runner.again(lease);
        PlayedSide other = runner.other(side, lease);
        SidesVerdict verdict = verdict(side, own, other);
        if (!(own.ending() instanceof Ending.Failed(var failure, var _))) {
            return Note.of("it did not fail again when it was repeated to be compared with " + side.name(), "");
        }
        return Note.of(verdict.ofFailed(failure, other.ending()), found(side, own, other, verdict.comparison()));
    }

    /**
     * The side that is right is trusted; of two that are both right or both wrong it is the other one. What both have done wrong in the
     * same way only references can tell.
     */
    private String found(Counterpart.Side side, PlayedSide own, PlayedSide other, SideComparison comparison) {
        if (!settings.diverges()) {
            return "";
        }
        boolean otherIsWrong = other.hasFailed() && !own.hasFailed();
        int last = Math.max(0, Math.min(own.log().runCount(), other.log().runCount()) - 1);
        String found = search.between(otherIsWrong ? own : other, otherIsWrong ? other : own,
                comparison.firstDiffering().orElse(last), side.exact());
        return own.hasFailed() && other.hasFailed() && comparison.firstDiffering().isEmpty()
                ? found + search.judge(own).map(each -> "\n" + each.text()).orElse("")
                : found;
    }

    private SidesVerdict verdict(Counterpart.Side side, PlayedSide own, PlayedSide other) {
        boolean sameRuntime = side.declared().variant().runtime() == test.declared().variant().runtime();
        return new SidesVerdict(own.name(), side.name(),
                SideComparison.of(own.log(), other.log(), side.exact(), sameRuntime, test.scenario().freshWorker()),
                toldApart(side));
    }

    /** Say by what a scenario is told apart which side it is on, and may mean to do something else there. */
    private Optional<String> toldApart(Counterpart.Side side) {
        Variant here = test.declared().variant();
        Variant there = side.declared().variant();
        Set<InjectedParameter> telling = new LinkedHashSet<>();
        if (here.runtime() != there.runtime()) {
            telling.addAll(List.of(Given.RUNTIME, Given.VARIANT));
        }
        if (!here.platform().equals(there.platform())) {
            telling.addAll(List.of(Given.PLATFORM, Given.ARCHITECTURE, Given.VARIANT));
        }
        telling.retainAll(test.scenario().parameters());
        return telling.stream().findFirst().map(each -> "it takes the " + each.toString().toLowerCase(Locale.ROOT)
                + " as a parameter, passes on both sides, and the outputs differ");
    }

    private Ending failed(PlayedSide own, Throwable failure, Note note, DevicePool.Lease lease) {
        return new Ending.Failed(
                context.failures().thrown(test, failure, lease.deviceIds(), own.run().ranBefore(), note.text()),
                note.line());
    }
}

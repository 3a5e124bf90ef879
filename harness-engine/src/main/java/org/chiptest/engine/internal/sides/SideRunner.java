package org.chiptest.engine.internal.sides;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.attempt.RunSubject;
import org.chiptest.engine.internal.attempt.TestRun;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.comparison.SideLog;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.settings.CaptureChoice;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.platform.Capabilities.Capture;

/**
 * Run the sides of an attempt at a test: the test itself, and what it is compared with.
 *
 * @param folder    of the attempt; all but the test itself has a part of it
 * @param callables those of the test itself, compiled
 */
public record SideRunner(ScenarioTestDescriptor test, AttemptFolder folder, Map<String, ChipCallable> callables,
        RunContext context) {

    private static final String AGAIN = "again";
    private static final String AGAINST = "against";

    /**
     * Run the test itself.
     *
     * @param watched whether what it does is of interest to be compared
     */
    public PlayedSide own(boolean watched, DevicePool.Lease lease) {
        return run(ownName(), subject(watched, ""), folder::get, lease);
    }

    /** Run the test itself once more, to be compared. */
    PlayedSide again(DevicePool.Lease lease) {
        return run(ownName(), subject(true, AGAIN), () -> folder.part(AGAIN), lease);
    }

    /** Run what it is compared with; that it cannot be run is how it ends. */
    PlayedSide other(Counterpart.Side side, String part, DevicePool.Lease lease) {
        try {
            DeclaredTest there = side.declared();
            RunSubject subject = new RunSubject(there, side.callables(), compiled(side.callables()),
                    captures(there, true),
                    diverges(there, true), Optional.of(new SideLog()), AGAINST + " " + side.name());
            return run(side.name(), subject, () -> folder.part(part), lease.on(subject.deviceKind()));
        } catch (RuntimeException e) {
            return new PlayedSide(side.name(), new SideLog(),
                    new TestRun(test, subject(false, AGAINST), () -> folder.part(part), context), new Ending.Failed(e));
        }
    }

    /** Run what it is compared with, in the usual part of the attempt's folder. */
    PlayedSide other(Counterpart.Side side, DevicePool.Lease lease) {
        return other(side, AGAINST, lease);
    }

    private String ownName() {
        return test.declared().variant().shortName();
    }

    private PlayedSide run(String name, RunSubject subject, Supplier<Path> place, DevicePool.Lease lease) {
        TestRun run = new TestRun(test, subject, place, context);
        return new PlayedSide(name, subject.log().orElseGet(SideLog::new), run, run.perform(lease));
    }

    private RunSubject subject(boolean watched, String side) {
        return new RunSubject(test.declared(), test.recipes(), callables, captures(test.declared(), watched),
                diverges(test.declared(), watched),
                watched ? Optional.of(new SideLog()) : Optional.empty(), side);
    }

    private CaptureChoice captures(DeclaredTest declared, boolean watched) {
        CaptureChoice asked = context.settings().captures()
                .and(CaptureChoice.ofCase(declared.scenarioCase().capture()));
        return diverges(declared, watched) ? asked.withTasks() : asked;
    }

    /** Who is compared task by task records more than was asked for, if its platform can. */
    private boolean diverges(DeclaredTest declared, boolean watched) {
        return watched && context.settings().comparison().diverges() && declared.variant().platform().capabilities()
                .captures().containsAll(Set.of(Capture.DEPENDENCIES, Capture.TENSOR_DUMP));
    }

    private Map<String, ChipCallable> compiled(Map<String, CallableRecipe> recipes) {
        Map<String, ChipCallable> compiled = new LinkedHashMap<>();
        recipes.forEach((name, recipe) -> compiled.put(name, compiled(recipe)));
        return compiled;
    }

    private ChipCallable compiled(CallableRecipe recipe) {
        try {
            return context.compiler().compile(recipe).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}

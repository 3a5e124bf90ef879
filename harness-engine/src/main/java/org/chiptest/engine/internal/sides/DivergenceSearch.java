package org.chiptest.engine.internal.sides;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.chiptest.api.golden.Tolerance;
import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.DivergentTask;
import org.chiptest.diagnostics.divergence.KernelBuild;
import org.chiptest.diagnostics.divergence.KernelReplay;
import org.chiptest.diagnostics.divergence.RunSide;
import org.chiptest.diagnostics.divergence.TaskPlace;
import org.chiptest.diagnostics.divergence.WrongTask;
import org.chiptest.engine.internal.attempt.AttemptFolder;
import org.chiptest.engine.internal.attempt.FolderArchive;
import org.chiptest.engine.internal.attempt.TestRun.Recording;
import org.chiptest.engine.internal.declaration.DeclaredGolden;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.outcome.Rerun;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.files.TextFile;
import org.chiptest.runtime.internal.json.JsonText;

/**
 * Find the first task of an attempt that computed something else, and leave what was found in the attempt's directory. What goes wrong
 * with that is what was found; a test whose tasks references cannot judge does not pass.
 */
record DivergenceSearch(ScenarioTestDescriptor test, AttemptFolder folder, RunContext context) {

    private static final String TEXT = "divergence.txt";
    private static final String REPLAY = "replay";
    private static final String JSON = "divergence.json";

    /**
     * What references say of a side.
     *
     * @param wrong whether a task is not as its reference says, or cannot be judged, as when a reference throws
     * @param text  what was found, in several lines
     */
    record Judgement(boolean wrong, String text) {}

    /**
     * Compare a run of both sides, task by task.
     *
     * @param number position of the run among those of its side, from 0
     * @param exact  whether tensors must have equal bits
     * @return what was found, in several lines
     */
    String between(PlayedSide trusted, PlayedSide suspect, int number, boolean exact) {
        try {
            Optional<RunSide> right = side(trusted, number);
            Optional<RunSide> wrong = side(suspect, number);
            if (right.isEmpty() || wrong.isEmpty()) {
                return "no task can be named: " + (right.isEmpty() ? trusted : suspect).name()
                        + " has recorded no run " + (number + 1);
            }
            Closeness closeness = closeness(exact);
            Divergence found = Divergence.between(right.get(), wrong.get(), closeness);
            leave(found);
            return found.describe() + (found instanceof DivergentTask task
                    ? alone(suspect.run().recordings().get(number),
                            (kernels, place) -> KernelReplay.write(task, right.get(), wrong.get(), closeness, kernels,
                                    place))
                    : "");
        } catch (RuntimeException e) {
            return "no task can be named: " + UserFailure.text(e);
        }
    }

    /** Compare a run of the same variant with the first one, to the bit; nothing if one of them has recorded nothing. */
    Optional<Divergence> compared(PlayedSide first, PlayedSide next, int number) {
        return side(first, number).flatMap(right -> side(next, number)
                .map(wrong -> Divergence.between(right, wrong, Closeness.EXACT)));
    }

    /** Leave the first of these in which something else was computed, if there is one. */
    void leave(List<Divergence> divergences) {
        divergences.stream().filter(each -> !each.isSame()).findFirst().ifPresent(this::leave);
    }

    /** Tell whether a kernel of the test has a reference. */
    boolean hasReferences() {
        return test.recipes().values().stream().anyMatch(recipe -> !recipe.references().isEmpty());
    }

    /** Judge the runs of a side by the references of its kernels, up to the first that is wrong; nothing if there are none. */
    Optional<Judgement> judge(PlayedSide side) {
        if (!hasReferences()) {
            return Optional.empty();
        }
        try {
            return Optional.of(judged(side));
        } catch (RuntimeException e) {
            return Optional.of(new Judgement(true, "no task can be named: " + UserFailure.message(e)));
        }
    }

    private Judgement judged(PlayedSide side) {
        String last = "no task can be named: " + side.name() + " has recorded no run of a callable that has references";
        for (Recording recording : side.run().recordings()) {
            if (!recording.references().isEmpty()) {
                RunSide run = new RunSide(side.name(), recording.run(), recording.folder());
                Closeness closeness = closeness(false);
                Divergence found = inTime(() -> Divergence.judge(run, recording.references(), closeness));
                if (!found.isSame()) {
                    leave(found);
                    return new Judgement(!found.tasks().isEmpty(), found.describe() + (found instanceof WrongTask task
                            ? alone(recording, (kernels, place) -> KernelReplay.write(task, run,
                                    recording.references(), closeness, kernels, place))
                            : ""));
                }
                last = found.describe();
            }
        }
        return new Judgement(false, last);
    }

    /** References are code of the user: one that does not return has the time of the scenario once more. */
    private Divergence inTime(Supplier<Divergence> judgement) {
        AtomicReference<Divergence> found = new AtomicReference<>();
        try {
            TimedBody.run("judging tasks by their references",
                    "raise -Dtimeout or the case's scenarioTimeoutSeconds or @Timeout",
                    () -> found.set(judgement.get()),
                    test.declared().scenarioCase().timeout().orElse(context.settings().timeout()));
        } catch (LateException e) {
            context.summary().gaveUp(e.threadLeft());
            throw e;
        }
        return Objects.requireNonNull(found.get());
    }

    /** Write a folder that runs the kernels of the task that was found alone, and say in a line how to run it. */
    private String alone(Recording recording, BiFunction<Map<Integer, KernelBuild>, Path, Path> replay) {
        try {
            Map<Integer, KernelBuild> kernels = recording.recipe().map(context.compiler()::builds).orElse(Map.of());
            Path script = replay.apply(kernels, folder.part(REPLAY));
            Path archive = FolderArchive.of(folder.part(REPLAY), folder.get().resolve(REPLAY + ".zip"));
            context.events().published(test, archive, "application/zip");
            return "\nalone: bash " + Rerun.quoted(script.toString());
        } catch (IOException | RuntimeException e) {
            return "\nit cannot be run alone: " + UserFailure.text(e);
        }
    }

    private static Optional<RunSide> side(PlayedSide side, int number) {
        List<Recording> recordings = side.run().recordings();
        return number < recordings.size()
                ? Optional.of(new RunSide(side.name(), recordings.get(number).run(), recordings.get(number).folder()))
                : Optional.empty();
    }

    private Closeness closeness(boolean exact) {
        Tolerance tolerance = test.scenario().golden().flatMap(DeclaredGolden::tolerance)
                .orElseGet(() -> Tolerance.of(DataType.FLOAT32));
        return exact ? Closeness.EXACT : new Closeness(tolerance.relative(), tolerance.absolute());
    }

    private void leave(Divergence found) {
        try {
            context.events().published(test,
                    TextFile.write(folder.get().resolve(TEXT), found.describe() + "\n"), "text/plain");
            context.events().published(test,
                    TextFile.write(folder.get().resolve(JSON), JsonText.of(values(found)) + "\n"),
                    "application/json");
        } catch (IOException e) {
            context.events().published(test, "warning", "what was found task by task cannot be written: " + e);
        }
        if (!found.isSame() && !found.tasks().isEmpty()) {
            context.summary().recorded(test.getUniqueId().toString(), Path.of(found.tasks().getLast().page()));
        }
    }

    private static Map<String, Object> values(Divergence found) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kind", found.getClass().getSimpleName());
        values.put("same", found.isSame());
        values.put("tasks", found.tasks().stream().map(DivergenceSearch::values).toList());
        values.put("text", found.describe().lines().toList());
        return values;
    }

    private static Map<String, Object> values(TaskPlace task) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("side", task.side());
        values.put("name", task.name());
        values.put("index", task.index());
        values.put("id", task.id());
        values.put("kernels", task.kernels());
        values.put("cores", task.cores());
        values.put("page", task.page());
        return values;
    }
}

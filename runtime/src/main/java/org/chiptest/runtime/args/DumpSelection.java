package org.chiptest.runtime.args;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Select what a dump of tensors has. Parts of one kind are alternatives, and parts of different kinds must all hold: two tasks and
 * {@link Stage#AFTER} select what either of the two has written.
 *
 * @param tasks     ids of tasks, {@code ring << 32 | local}; all if there are none
 * @param functions func ids, one of which the task must have; all if there are none
 * @param stages    moments; both if there are none
 * @param marked    whether the orchestration must have marked what is dumped
 */
public record DumpSelection(Set<Long> tasks, Set<Integer> functions, Set<Stage> stages, boolean marked) {

    /** The longest selection as text. */
    public static final int MAX_CHARACTERS = 1000;

    /** Select everything. */
    public static final DumpSelection ALL = new DumpSelection(Set.of(), Set.of(), Set.of(), false);

    private static final Pattern TASK = Pattern.compile("(?:r(\\d{1,2}))?t?(\\d{1,10})");
    private static final Pattern FUNCTION = Pattern.compile("\\d{1,5}");
    private static final String MARKED = "marked";

    /** Name the moment at which a tensor is dumped. */
    public enum Stage {

        /** What a task reads, before it is dispatched. */
        BEFORE,

        /** What a task has written, after it has completed. */
        AFTER
    }

    /**
     * Check that the selection can be passed on.
     *
     * @throws IllegalArgumentException if it takes more than {@value #MAX_CHARACTERS} characters
     */
    public DumpSelection {
        tasks = Set.copyOf(tasks);
        functions = Set.copyOf(functions);
        stages = stages.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(stages));
        int length = text(tasks, functions, stages, marked).length();
        if (length > MAX_CHARACTERS) {
            throw new IllegalArgumentException("the selection of a dump takes " + length + " characters, at most "
                    + MAX_CHARACTERS + " are possible; name fewer tasks, or select by func id");
        }
    }

    /**
     * Read a selection: {@code task:17}, {@code task:r1t17}, {@code func:3}, {@code before}, {@code after} and {@code marked}, joined by
     * {@code +}; the empty text selects everything.
     *
     * @throws IllegalArgumentException that names the part which is none of these
     */
    public static DumpSelection parse(String text) {
        DumpSelection selection = ALL;
        for (String part : text.isBlank() ? List.<String>of() : Arrays.asList(text.split("\\+", -1))) {
            selection = selection.with(part.strip());
        }
        return selection;
    }

    private DumpSelection with(String part) {
        if (part.equals(MARKED)) {
            return onlyMarked();
        }
        for (Stage stage : Stage.values()) {
            if (part.equals(name(stage))) {
                return withStage(stage);
            }
        }
        String[] pair = part.split(":", 2);
        if (pair.length == 2 && pair[0].equals("task") && TASK.matcher(pair[1]).matches()) {
            return withTask(task(pair[1]));
        }
        if (pair.length == 2 && pair[0].equals("func") && FUNCTION.matcher(pair[1]).matches()) {
            return withFunction(Integer.parseInt(pair[1]));
        }
        throw new IllegalArgumentException("'" + part + "' selects nothing of a dump; there are task:17, task:r1t17, "
                + "func:3, before, after and marked, joined by +");
    }

    private static long task(String text) {
        Matcher parts = TASK.matcher(text);
        parts.matches();
        long ring = parts.group(1) == null ? 0 : Long.parseLong(parts.group(1));
        return ring << Integer.SIZE | Long.parseLong(parts.group(2));
    }

    /** Return a selection that has this task too. */
    public DumpSelection withTask(long id) {
        return new DumpSelection(joined(tasks, id), functions, stages, marked);
    }

    /** Return a selection that has tasks with this func id too. */
    public DumpSelection withFunction(int funcId) {
        return new DumpSelection(tasks, joined(functions, funcId), stages, marked);
    }

    /** Return a selection that has this moment too. */
    public DumpSelection withStage(Stage stage) {
        return new DumpSelection(tasks, functions, joined(stages, stage), marked);
    }

    /** Return the same selection of what the orchestration has marked. */
    public DumpSelection onlyMarked() {
        return new DumpSelection(tasks, functions, stages, true);
    }

    private static <T> Set<T> joined(Set<T> set, T another) {
        return Stream.concat(set.stream(), Stream.of(another)).collect(Collectors.toSet());
    }

    /** Tell whether tensors of a moment are selected. */
    public boolean has(Stage stage) {
        return stages.isEmpty() || stages.contains(stage);
    }

    /** Return the selection as {@link #parse} reads it. */
    @Override
    public String toString() {
        return text(tasks, functions, stages, marked);
    }

    private static String text(Set<Long> tasks, Set<Integer> functions, Set<Stage> stages, boolean marked) {
        return Stream.of(new TreeSet<>(tasks).stream().map(DumpSelection::task),
                new TreeSet<>(functions).stream().map(function -> "func:" + function),
                new TreeSet<>(stages).stream().map(DumpSelection::name),
                marked ? Stream.of(MARKED) : Stream.<String>of())
                .flatMap(parts -> parts).collect(Collectors.joining("+"));
    }

    private static String task(long id) {
        long ring = id >>> Integer.SIZE;
        return "task:" + (ring == 0 ? "" : "r" + ring + "t") + (id & 0xFFFF_FFFFL);
    }

    private static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }
}

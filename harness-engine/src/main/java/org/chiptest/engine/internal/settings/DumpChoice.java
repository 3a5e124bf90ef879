package org.chiptest.engine.internal.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import org.chiptest.runtime.args.DumpSelection;

/**
 * Which tensors are dumped, where kernels may be told by their names.
 *
 * @param selection what needs no names
 * @param names     parts of kernels' names; those of a task must have one of them, if there are any
 */
public record DumpChoice(DumpSelection selection, List<String> names) {

    /** Dump everything. */
    public static final DumpChoice ALL = new DumpChoice(DumpSelection.ALL, List.of());

    private static final String NAME = "name:";

    public DumpChoice {
        names = List.copyOf(names);
    }

    /** Parse parts that are joined by {@code +}. */
    static DumpChoice parse(String text) {
        List<String> names = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            if (part.startsWith(NAME) && part.length() > NAME.length()) {
                names.add(part.substring(NAME.length()));
            } else {
                others.add(part);
            }
        }
        return new DumpChoice(others.isEmpty() ? DumpSelection.ALL : read(others), names);
    }

    private static DumpSelection read(List<String> parts) {
        try {
            return DumpSelection.parse(String.join("+", parts));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + ", and name:softmax for kernels by a part of their name",
                    e);
        }
    }

    /**
     * Return the selection for a callable.
     *
     * @param kernels names of its kernels by func id
     * @throws IllegalArgumentException if none of them has a name that was asked for
     */
    public DumpSelection forKernels(Map<Integer, String> kernels) {
        DumpSelection chosen = selection;
        for (Map.Entry<Integer, String> kernel : kernels.entrySet()) {
            if (names.stream().anyMatch(name -> lower(kernel.getValue()).contains(lower(name)))) {
                chosen = chosen.withFunction(kernel.getKey());
            }
        }
        if (!names.isEmpty() && chosen.equals(selection)) {
            throw new IllegalArgumentException("a dump of kernels named " + String.join(" or ", names)
                    + " was asked for, but the callable has only " + String.join(", ", new TreeSet<>(kernels.values()))
                    + "; ask for one of these, or leave name: out");
        }
        return chosen;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Return the choice as it was asked for. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(names.stream().map(name -> NAME + name).toList());
        if (!selection.equals(DumpSelection.ALL)) {
            parts.add(selection.toString());
        }
        return String.join("+", parts);
    }
}

package org.chiptest.runtime.internal.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guess which of the known names somebody meant. */
public final class NearestName {

    private NearestName() {}

    /** Return the known name that takes the fewest edits, unless that would rewrite more than half of it. */
    public static Optional<String> to(String found, Collection<String> known) {
        String wanted = found.toLowerCase(Locale.ROOT);
        return known.stream().distinct()
                .filter(name -> edits(wanted, name.toLowerCase(Locale.ROOT)) <= Math.max(1, name.length() / 2))
                .min(Comparator.comparingInt((String name) -> edits(wanted, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Say which names are known and which is the nearest: {@code ; known: a, b; did you mean a?}. */
    public static String hint(String found, Collection<String> known) {
        return "; known: " + String.join(", ", known)
                + to(found, known).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    /** Count insertions, deletions, replacements and swaps of neighbours. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : cheapest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int cheapest(int[][] edits, String from, String to, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(cheapest, edits[i - 2][j - 2] + 1) : cheapest;
    }
}

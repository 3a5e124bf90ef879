package org.chiptest.engine.settings;

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

    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[to.length()];
    }
}

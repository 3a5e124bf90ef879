package org.chiptest.runtime.internal.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Guess which of the known names somebody meant. */
public final class NearestName {

    /** How many names a hint lists: there may be tens of thousands, and as many hints. */
    private static final int MOST = 50;

    private NearestName() {}

    /** Return the known name that takes the fewest edits, unless that would rewrite more than half of it. */
    public static Optional<String> to(String found, Collection<String> known) {
        String wanted = found.toLowerCase(Locale.ROOT);
        Optional<String> nearest = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (String name : known) {
            int most = Math.min(fewest, Math.max(1, name.length() / 2));
            int edits = edits(wanted, name.toLowerCase(Locale.ROOT), most);
            if (edits < fewest && edits <= most
                    || edits == fewest && nearest.filter(other -> name.compareTo(other) < 0).isPresent()) {
                nearest = Optional.of(name);
                fewest = edits;
            }
        }
        return nearest;
    }

    /** Say which names are known and which is the nearest: {@code ; known: a, b; did you mean a?}. */
    public static String hint(String found, Collection<String> known) {
        return "; known: " + known.stream().limit(MOST).collect(Collectors.joining(", "))
                + (known.size() > MOST ? " and " + (known.size() - MOST) + " more" : "")
                + to(found, known).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    /** Count insertions, deletions, replacements and swaps of neighbours; who needs more than {@code most} needs any number above. */
    private static int edits(String from, String to, int most) {
        if (Math.abs(from.length() - to.length()) > most) {
            return Integer.MAX_VALUE;
        }
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        int smallest = 0;
        for (int i = 1; i <= from.length() && smallest <= most; i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            smallest = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                smallest = Math.min(smallest, row[j]);
            }
        }
        return smallest <= most ? row[to.length()] : Integer.MAX_VALUE;
    }
}

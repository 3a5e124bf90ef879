package org.chiptest.engine.internal.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parse device numbers: {@code 0}, {@code 0-7}, {@code 0,2,5}, {@code 0, 2-4, 7}, in any order, repeats counting once. */
final class DeviceRange {

    private static final int MAX_DEVICES = 1024;
    private static final Pattern ENTRY = Pattern.compile("(\\d{1,9})(?:\\s*-\\s*(\\d{1,9}))?");
    private static final String HINT = "; write numbers and ranges, such as 0-3 or 0,2,5";

    private DeviceRange() {}

    /**
     * Parse a range.
     *
     * @return the numbers, ascending
     * @throws IllegalArgumentException if an entry is empty, negative, reversed or no number
     */
    static List<Integer> parse(String text) {
        SortedSet<Integer> devices = new TreeSet<>();
        for (String entry : text.split(",", -1)) {
            add(entry.strip(), text, devices);
        }
        return new ArrayList<>(devices);
    }

    private static void add(String entry, String text, SortedSet<Integer> devices) {
        if (entry.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has an empty entry" + HINT);
        }
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + entry + "' is "
                    + (entry.startsWith("-") ? "negative" : "neither a device number nor a range") + HINT);
        }
        int first = Integer.parseInt(matcher.group(1));
        String end = matcher.group(2);
        int last = end == null ? first : Integer.parseInt(end);
        if (last < first) {
            throw new IllegalArgumentException(
                    "'" + entry + "' is reversed; write " + last + "-" + first + " for these devices");
        }
        if (last - first >= MAX_DEVICES) {
            throw new IllegalArgumentException("'" + entry + "' names " + (last - first + 1L) + " devices, at most "
                    + MAX_DEVICES + " are possible");
        }
        for (int device = first; device <= last; device++) {
            devices.add(device);
        }
    }
}

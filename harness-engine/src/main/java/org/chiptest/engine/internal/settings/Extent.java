package org.chiptest.engine.internal.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Say how much a scenario does.
 *
 * @param rounds how often a golden scenario runs its callable
 * @param sizes  sizes of cases, by their names, that are other than the cases say
 */
public record Extent(int rounds, Map<String, Integer> sizes) {

    public Extent {
        sizes = Map.copyOf(sizes);
    }

    /**
     * Parse sizes such as {@code steps=3,rows=16}.
     *
     * @throws IllegalArgumentException if one is no name and number, or named twice
     */
    static Map<String, Integer> sizes(String text) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (String entry : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
            int middle = entry.indexOf('=');
            if (middle < 1 || !entry.substring(middle + 1).matches("[1-9][0-9]{0,8}")) {
                throw new IllegalArgumentException(
                        "'" + entry + "' is no size; write a name and a number from 1 on, such as rows=16");
            }
            String name = entry.substring(0, middle);
            if (sizes.put(name, Integer.parseInt(entry.substring(middle + 1))) != null) {
                throw new IllegalArgumentException("'" + text + "' says " + name + " twice");
            }
        }
        return sizes;
    }

    /** Return what says the same on a command line. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (rounds != 1) {
            words.add("-Drounds=" + rounds);
        }
        if (!sizes.isEmpty()) {
            words.add("-Dsize=" + new TreeMap<>(sizes).entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining(",")));
        }
        return words;
    }
}

package org.chiptest.diagnostics.internal.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that occur many times, each kept once and told by its place. */
final class TextTable {

    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    int place(String text) {
        return places.computeIfAbsent(text, missing -> {
            texts.add(text);
            return texts.size() - 1;
        });
    }

    List<String> texts() {
        return texts;
    }
}

package org.chiptest.interleavings.schedule;

import java.util.ArrayList;
import java.util.List;

/** What has happened in a run: which thread was where, step by step. */
final class Schedule {

    private static final int LAST_SHOWN = 200;

    private final List<Step> steps = new ArrayList<>();
    private int hash = 1;

    private record Step(SteppedThread thread, String place) {}

    void add(SteppedThread thread, String place) {
        steps.add(new Step(thread, place));
        hash = 31 * (31 * hash + thread.getName().hashCode()) + place.hashCode();
    }

    int size() {
        return steps.size();
    }

    /** Return a number that two different schedules hardly share. */
    int fingerprint() {
        return hash;
    }

    /** Say who had the turn for how long; the last turns if there are many. */
    String describe() {
        List<String> turns = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= steps.size(); i++) {
            if (i == steps.size() || !steps.get(i).thread.equals(steps.get(from).thread)) {
                turns.add("%6d %s: %s%s".formatted(from, steps.get(from).thread, steps.get(from).place,
                        i - from == 1 ? "" : " .. " + steps.get(i - 1).place));
                from = i;
            }
        }
        int first = Math.max(0, turns.size() - LAST_SHOWN);
        return steps.size() + " steps, " + turns.size() + " turns" + (first == 0 ? "" : ", the last of them") + ":\n"
                + String.join("\n", turns.subList(first, turns.size()));
    }
}

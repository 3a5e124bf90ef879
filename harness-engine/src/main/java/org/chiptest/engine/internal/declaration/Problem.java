package org.chiptest.engine.internal.declaration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Say what is wrong with a declaration; it becomes a test of its class that fails.
 *
 * @param key     which declaration, unique in its class or scenario; part of the unique id
 * @param message what was found, and what to do instead
 */
public record Problem(String key, String message) {

    /** Give problems of one class or scenario keys of their own, where several have the same. */
    static List<Problem> distinct(List<Problem> problems) {
        Map<String, Integer> seen = new HashMap<>();
        return problems.stream().map(each -> {
            int number = seen.merge(each.key(), 1, Integer::sum);
            return number == 1 ? each : new Problem(each.key() + " (" + number + ")", each.message());
        }).toList();
    }
}

package org.chiptest.interleavings.schedule;

import java.util.List;
import java.util.Optional;

/**
 * Search the schedules of scenarios: {@code ScheduleMain COUNT SEED SCENARIO...}; and with a count of 0 run the one schedule of the seed.
 * Ends with exit code 1 at the first that fails.
 */
public final class ScheduleMain {

    private ScheduleMain() {}

    public static void main(String[] words) {
        int count = Integer.parseInt(words[0]);
        long seed = Long.parseLong(words[1]);
        for (String scenario : List.of(words).subList(2, words.length)) {
            long began = System.nanoTime();
            ScheduleSearch search = ScheduleSearch.of(scenario, List.of());
            Optional<ScheduleSearch.Found> found = count == 0 ? search.tried(seed) : search.search(seed, count);
            if (found.isPresent()) {
                System.out.println(found.orElseThrow().text());
                System.exit(1);
            }
            System.out.println("%s: %d of %d schedules differ, %d steps without preemption, %d s".formatted(scenario,
                    search.schedules(), count + 1, search.steps(), (System.nanoTime() - began) / 1_000_000_000));
        }
    }
}

package org.chiptest.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.chiptest.interleavings.schedule.ScheduleSearch;
import org.chiptest.interleavings.schedule.ScheduleSearch.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scenarios come out well in some schedules of a seed that is printed, and fail if a mistake is made on purpose. {@code
 * -Dchiptest.test.schedules} says how many are tried; {@code -Dchiptest.test.mutations=all} makes all mistakes, a word those that have it in
 * their class or text.
 */
class ScheduleTests {

    private static final int DRAWN = 3;
    private static final int SCHEDULES = 100;
    private static final int SCHEDULES_TO_FIND = 50_000;

    private final long seed = Long.getLong("chiptest.seed", System.nanoTime());

    @TempDir
    Path folder;

    @Test
    void noScheduleFails() {
        int count = Integer.getInteger("chiptest.test.schedules", SCHEDULES);
        for (String scenario : Scenarios.all()) {
            ScheduleSearch search = ScheduleSearch.of(scenario, List.of());

            Optional<Found> found = search.search(seed, count);

            assertThat(found.map(Found::text)).isEmpty();
            System.out.println(scenario + ": " + search.schedules() + " schedules from seed " + seed);
        }
    }

    @Test
    void mistakesAreFound() {
        List<SourceMutation> missed = new ArrayList<>();
        for (SourceMutation mutation : chosen()) {
            Path classes = folder.resolve(mutation.mistake().replace(' ', '-'));
            mutation.compileTo(classes);
            ScheduleSearch search = ScheduleSearch.of(mutation.testName(), List.of(classes));

            Optional<Found> found = search.search(seed, SCHEDULES_TO_FIND);

            System.out.println(mutation + ": " + found
                    .map(each -> "found by schedule " + search.schedules() + ", " + firstLine(each)).orElse("missed"));
            if (found.isEmpty()) {
                missed.add(mutation);
            }
        }
        assertThat(missed).isEmpty();
    }

    private static String firstLine(Found found) {
        return found.text().lines().findFirst().orElse("");
    }

    private List<SourceMutation> chosen() {
        List<SourceMutation> mutations = new ArrayList<>(ScheduleMutations.all());
        String wanted = System.getProperty("chiptest.test.mutations", "");
        if (!wanted.isEmpty()) {
            mutations.removeIf(mutation -> !wanted.equals("all")
                    && !(mutation.type() + " " + mutation.mistake()).contains(wanted));
            return mutations;
        }
        Collections.shuffle(mutations, new Random(seed));
        return mutations.subList(0, DRAWN);
    }
}

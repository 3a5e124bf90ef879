package org.chiptest.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.chiptest.interleavings.examples.Examples;
import org.chiptest.interleavings.schedule.ScheduleSearch;
import org.chiptest.interleavings.schedule.ScheduleSearch.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleSearchTests {

    private static final int COUNT = 3_000;

    @Test
    void aLostUpdateIsFoundAndComesAgainWithItsSeed() {
        Found found = search(Examples.LostUpdate.class).orElseThrow();

        assertThat(found.text()).contains("LostUpdate fails with seed " + found.seed() + ": main threw")
                .contains("expected: 2").contains("one: Examples$LostUpdate.count:").contains("other: ");
        assertThat(again(Examples.LostUpdate.class, found).text()).isEqualTo(found.text());
    }

    @Test
    void aDeadlockIsFoundWithWhereEachThreadWaits() {
        Found found = search(Examples.Deadlock.class).orElseThrow();

        assertThat(found.text()).contains("no thread can go on").contains("one waits at lock")
                .containsPattern("other waits at Examples\\$Deadlock\\.lambda\\$run\\$\\d:\\d+ synchronized");
        assertThat(again(Examples.Deadlock.class, found).text()).isEqualTo(found.text());
    }

    @Test
    void aLostWakeupIsFoundThoughTheSleeperLooksAgainSomeDay() {
        assertThat(search(Examples.LostWakeup.class).orElseThrow().text())
                .contains("no deadline is within the patience of PT0S").contains("sleeper waits at ");
        assertThat(search(Examples.LateWakeup.class)).isEmpty();
    }

    @Test
    void aWakeupOfTheWrongThreadIsFound() {
        assertThat(search(Examples.OneIsTold.class).orElseThrow().text()).contains("no thread can go on");
    }

    @Test
    void aThreadThatNeverEndsIsFound() {
        assertThat(search(Examples.Endless.class).orElseThrow().text()).contains("no end after");
    }

    @ParameterizedTest
    @ValueSource(classes = {Examples.Counted.class, Examples.AllAreTold.class})
    void whatIsRightPasses(Class<?> scenario) {
        ScheduleSearch search = of(scenario);

        assertThat(search.search(1, COUNT)).isEmpty();
        assertThat(search.schedules()).isGreaterThan(5);
    }

    private static Optional<Found> search(Class<?> scenario) {
        return of(scenario).search(1, COUNT);
    }

    private static Found again(Class<?> scenario, Found found) {
        return of(scenario).tried(found.seed()).orElseThrow();
    }

    private static ScheduleSearch of(Class<?> scenario) {
        return ScheduleSearch.of(scenario.getName(), List.of());
    }
}

package org.chiptest.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.chiptest.runtime.process.WorkerDeadlines.Phase;
import org.junit.jupiter.api.Test;

class WorkerSettingsTests {

    private static final WorkerSettings DEFAULTS = WorkerSettings.withShim(Path.of("shim.so"));

    @Test
    void everyDeadlineIsItsOwn() {
        WorkerSettings settings = DEFAULTS.withStartDeadline(Duration.ofSeconds(1))
                .withControlDeadline(Duration.ofSeconds(2)).withRunGrace(Duration.ofSeconds(3))
                .withCloseDeadline(Duration.ofSeconds(4));

        assertThat(settings.startDeadline()).hasSeconds(1);
        assertThat(settings.controlDeadline()).hasSeconds(2);
        assertThat(settings.runGrace()).hasSeconds(3);
        assertThat(settings.closeDeadline()).hasSeconds(4);
    }

    @Test
    void morePatienceIsForEverything() {
        WorkerSettings patient = DEFAULTS.morePatient(3);

        assertThat(patient.startDeadline()).hasSeconds(180);
        assertThat(patient.controlDeadline()).hasSeconds(180);
        assertThat(patient.runGrace()).hasSeconds(15);
        assertThat(patient.closeDeadline()).hasSeconds(30);
    }

    @Test
    void aDeadlineOfNothingIsRefusedByItsName() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withRunGrace(Duration.ZERO))
                .withMessage("the run grace is PT0S; it must be longer than nothing");
    }

    @Test
    void aMissingDeadlineIsRefused() {
        assertThat(WorkerDeadlines.standard().times()).containsOnlyKeys(Phase.values());
        assertThatNullPointerException()
                .isThrownBy(() -> new WorkerDeadlines(Map.of(Phase.START, Duration.ofSeconds(1))))
                .withMessage("control deadline");
    }
}

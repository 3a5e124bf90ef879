package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class HierarchySettingsTests {

    private final HierarchySettings settings = HierarchySettings.defaults();

    @Test
    void theDefaultsAreThoseOfTheSpecification() {
        assertThat(settings.ringBytes()).isEqualTo(1L << 30);
        assertThat(settings.allocTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void eachValueCanBeReplaced() {
        assertThat(settings.withRingBytes(1).withAllocTimeout(Duration.ofSeconds(2)).withRequestDeadline(
                Duration.ofSeconds(3)).withStallDeadline(Duration.ofSeconds(4))
                .withAbortDeadline(Duration.ofSeconds(5)))
                .isEqualTo(new HierarchySettings(1, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4),
                        Duration.ofSeconds(5)));
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withRingBytes(-1))
                .withMessage("a ring is to have -1 bytes; 0 to 4398046511104 are possible");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withStallDeadline(Duration.ZERO))
                .withMessage("the stall deadline is PT0S; it must be longer than nothing");
    }
}

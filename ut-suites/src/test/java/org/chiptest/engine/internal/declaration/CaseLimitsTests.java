package org.chiptest.engine.internal.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.jupiter.api.Test;

class CaseLimitsTests {

    private static final CaseSpec CASE = CaseSpec.named("any");

    @Test
    void aCardRunsNoSanitizedCode() {
        assertThat(CaseLimits.broken(CASE, variant("a2a3"), 2, Sanitizer.ADDRESS)).hasValue(
                "the sanitizer 'address' cannot be built into code for a2a3; run the case on a simulated platform, or without it");
        assertThat(CaseLimits.broken(CASE, variant("a2a3"), 2, Sanitizer.NONE)).isEmpty();
    }

    @Test
    void aSimulationRunsSanitizedCode() {
        assertThat(CaseLimits.broken(CASE, variant("a2a3sim"), 2, Sanitizer.UNDEFINED)).isEmpty();
    }

    @Test
    void chipsOfAHostRunSanitizedCodeToo() {
        assertThat(CaseLimits.broken(CASE, variant("a2a3sim"), LevelChoice.HOST, Sanitizer.ADDRESS))
                .isEmpty();
    }

    private static Variant variant(String platform) {
        return new Variant(Platforms.load(CaseLimitsTests.class.getClassLoader()).named(platform).orElseThrow(),
                RuntimeKind.HOST_BUILD_GRAPH);
    }
}

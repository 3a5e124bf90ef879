package org.chiptest.api.assertion;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chiptest.api.assertion.ChipAssertions.assertThat;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chiptest.diagnostics.RunBuilder;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.runtime.capture.RecordedRun;
import org.junit.jupiter.api.Test;

class RecordedRunAssertTests {

    private static final RecordedRun RUN = RunBuilder.on(1).task(0, 0, 0, 0, 100).task(0, 100, 1, 120, 150).edge(0, 1)
            .until(150);

    @Test
    void whatARunDidPasses() {
        assertThat(RUN).keepsAllRules().hasEdge("cube(t0)", "vector(t1)").hasEdge("cube", "vector")
                .hasNoEdge("vector", "cube").ran("cube").before("vector(t1)").makespan()
                .isAtMost(1.2, RunAnalysis.of(RUN).floorNanos());
    }

    @Test
    void anEdgeThatIsMissingIsToldWithThoseThatAreThere() {
        fails(() -> assertThat(RUN).hasEdge("vector", "cube"),
                "expected an edge from vector to cube in RunTest small/one, but cube depends on nothing");
        fails(() -> assertThat(RUN).hasEdge("vector", "vector"),
                "expected an edge from vector to vector in RunTest small/one, but vector depends on cube(t0)");
    }

    @Test
    void anEdgeThatShouldNotBeIsToldWithItsReason() {
        fails(() -> assertThat(RUN).hasNoEdge("cube", "vector"),
                "expected no edge from cube to vector in RunTest small/one, but vector(t1) depends on cube(t0), reason: EXPLICIT");
    }

    @Test
    void anotherOrderIsToldWithTheDifference() {
        fails(() -> assertThat(RUN).ran("vector").before("cube"),
                "expected vector to run before cube in RunTest small/one, but it ended 150 ns after the other had begun");
    }

    @Test
    void aRunThatTookTooLongSaysWhatOf() {
        fails(() -> assertThat(RUN).makespan().isAtMost(1.1, 130),
                "expected RunTest small/one to take at most 1.1 times 130 ns, but it took 150 ns, which is 1.15 times that; "
                        + "it is made of KERNEL 130 ns, SCHEDULER 20 ns");
    }

    @Test
    void aBrokenRuleIsTold() {
        RecordedRun early = RunBuilder.on(1).task(0, 0, 0, 0, 100).task(0, 0, 1, 90, 150).edge(0, 1).until(150);

        fails(() -> assertThat(early).keepsAllRules(),
                "expected RunTest small/one to keep all rules, but found 1 violations:\n"
                        + "  vector(t1) began 10 ns before cube(t0) had ended, on which it depends");
    }

    @Test
    void aTaskThatIsNotThereIsToldWithThoseThatAre() {
        fails(() -> assertThat(RUN).hasEdge("cubes", "vector"),
                "there is no task cubes in RunTest small/one; there are cube(t0), vector(t1)");
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessage(message);
    }
}

package org.chiptest.engine.internal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;

/** Sequences of steps, and the rules that are made of them. */
class SequenceTests {

    @Test
    void aSequenceIsReadAsItIsWritten() {
        assertThat(Sequence.parse("p0a, p63b r0,u-1")).hasToString("p0a,p63b,r0,u-1")
                .isEqualTo(Sequence.parse("p0a,p63b,r0,u-1"));
        assertThat(Sequence.parse("p64b").steps()).containsExactly(new Step.Prepare(64, true));
    }

    @Test
    void whatIsNoStepIsAnErrorThatShowsSome() {
        assertThatThrownBy(() -> Sequence.parse("p0a,q1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'q1' is no step; write p0a or p0b to prepare id 0 with one callable or the other, r0 to run it,"
                                + " u0 to unregister it, with commas between them");
    }

    @Test
    void aSeedDrawsTheSameStepsEachTime() {
        Sequence drawn = Sequence.random(new SplittableRandom(42), 400);

        assertThat(drawn).isEqualTo(Sequence.random(new SplittableRandom(42), 400))
                .isNotEqualTo(Sequence.random(new SplittableRandom(43), 400));
        assertThat(Sequence.parse(drawn.toString())).isEqualTo(drawn);
    }

    @Test
    void randomStepsAreOfAllKindsAndUseAllIds() {
        Sequence drawn = Sequence.random(new SplittableRandom(1), 1000);

        assertThat(drawn.steps()).hasSize(1000).extracting(Step::cid).contains(-1, 0, 1, 2, 63, 64);
        assertThat(drawn.steps()).hasAtLeastOneElementOfType(Step.Prepare.class)
                .hasAtLeastOneElementOfType(Step.Run.class).hasAtLeastOneElementOfType(Step.Unregister.class);
    }

    @Test
    void rulesHaveNamesThatNoMethodCanHave() {
        assertThat(ContractRule.values()).extracting(ContractRule::scenarioName).doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("contract.")).contains("contract.repeatedRunsOpenTheLibraryOnce");
    }

    @Test
    void eachRuleThatIsNotRandomHasSteps() {
        assertThat(ContractRule.values()).filteredOn(rule -> !rule.isRandom())
                .allSatisfy(rule -> assertThat(rule.steps().steps()).isNotEmpty());
    }

    @Test
    void rulesAboutOpensAskForTheCounterOfTheRuntime() {
        ContractRule rule = ContractRule.REPEATED_RUNS_OPEN_THE_LIBRARY_ONCE;

        assertThat(rule.needs(RuntimeKind.HOST_BUILD_GRAPH)).containsExactly(Counter.HOST_OPENS);
        assertThat(rule.needs(RuntimeKind.TENSORMAP_AND_RINGBUFFER)).containsExactly(Counter.AICPU_OPENS);
        assertThat(Arrays.stream(ContractRule.values())
                .filter(each -> !each.needs(RuntimeKind.HOST_BUILD_GRAPH).isEmpty())).hasSize(3);
    }
}

package org.chiptest.diagnostics.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.chiptest.runtime.capture.RecordedRun.NOT_STAMPED;

import java.util.List;

import org.chiptest.diagnostics.RunBuilder;
import org.chiptest.diagnostics.SyntheticRun;
import org.chiptest.diagnostics.analysis.Stall.Kind;
import org.chiptest.diagnostics.analysis.Violation.Rule;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Counts;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunAnalysisTests {

    /** A diamond: 0 before 1 and 2, both before 3; 1 takes longer than 2, which waits for the only other core's sake not at all. */
    private static RunBuilder diamond() {
        return RunBuilder.on(1).task(5, 5, 1, 10, 30).task(6, 31, 1, 40, 100).task(7, 32, 2, 45, 60)
                .task(8, 102, 1, 110, 150).edge(0, 1).edge(0, 2).edge(1, 3).edge(2, 3);
    }

    @Test
    void theCriticalPathIsTheLongestChainOfKernels() {
        CriticalPath path = RunAnalysis.of(diamond().until(160)).criticalPath();

        assertThat(path.steps()).extracting(CriticalPath.Step::task).containsExactly(0, 1, 3);
        assertThat(path.nanos()).isEqualTo(20 + 60 + 40);
        assertThat(path.steps().get(1).share()).isEqualTo(0.5);
    }

    @Test
    void theMakespanIsToldFromTheBeginningToTheEnd() {
        assertThat(RunAnalysis.of(diamond().until(160)).makespan()).containsExactly(
                new MakespanPiece(WaitReason.ORCHESTRATOR, 0, 0, 5), new MakespanPiece(WaitReason.SCHEDULER, 0, 5, 10),
                new MakespanPiece(WaitReason.KERNEL, 0, 10, 30), new MakespanPiece(WaitReason.SCHEDULER, 1, 30, 31),
                new MakespanPiece(WaitReason.SCHEDULER, 1, 31, 40), new MakespanPiece(WaitReason.KERNEL, 1, 40, 100),
                new MakespanPiece(WaitReason.SCHEDULER, 3, 100, 102),
                new MakespanPiece(WaitReason.SCHEDULER, 3, 102, 110),
                new MakespanPiece(WaitReason.KERNEL, 3, 110, 150),
                new MakespanPiece(WaitReason.SCHEDULER, -1, 150, 160));
    }

    @Test
    void timeInWhichAllCoresAreBusyIsBlamedOnCores() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 100).task(0, 0, 2, 0, 80).task(10, 10, 2, 90, 120)
                .until(120);

        assertThat(RunAnalysis.of(run).waitOf(2)).isEqualTo(new TaskWait(0, 70, 10, 0));
        assertThat(RunAnalysis.of(run).makespan()).contains(new MakespanPiece(WaitReason.CORE, 2, 10, 80),
                new MakespanPiece(WaitReason.SCHEDULER, 2, 80, 90));
    }

    @Test
    void aTaskThatIsCreatedAfterItsDataIsThereWaitedForTheOrchestrator() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 10).task(50, 50, 1, 60, 70).edge(0, 1).until(70);

        assertThat(RunAnalysis.of(run).waitOf(1)).isEqualTo(new TaskWait(0, 0, 10, 40));
        assertThat(RunAnalysis.of(run).makespan()).contains(new MakespanPiece(WaitReason.ORCHESTRATOR, 1, 10, 50));
    }

    @Test
    void aTaskWaitsForTheDataOfItsLastProducer() {
        assertThat(RunAnalysis.of(diamond().until(160)).waitOf(3)).isEqualTo(new TaskWait(92, 0, 10, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void piecesOfRandomRunsFollowEachOtherWithoutAGap(long seed) {
        RecordedRun run = SyntheticRun.of(seed, 2_000);
        List<MakespanPiece> pieces = RunAnalysis.of(run).makespan();

        assertThat(pieces.getFirst().beginNanos()).isZero();
        assertThat(pieces.getLast().endNanos()).isEqualTo(run.makespanNanos());
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).beginNanos()).isEqualTo(pieces.get(i - 1).endNanos());
        }
        assertThat(pieces).allMatch(piece -> piece.nanos() > 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void floorAndForecastsOfRandomRunsAreInOrder(long seed) {
        RunAnalysis analysis = RunAnalysis.of(SyntheticRun.of(seed, 1_000, 4, 0));

        assertThat(analysis.violations()).isEmpty();
        assertThat(analysis.forecastNanos(4_000)).isEqualTo(analysis.floorNanos());
        assertThat(analysis.forecastNanos(4)).isBetween(analysis.floorNanos(), analysis.run().makespanNanos());
        assertThat(analysis.forecastNanos(1)).isGreaterThan(analysis.forecastNanos(4));
    }

    @Test
    void theForecastPutsKernelsOfABlockIntoOneCluster() {
        assertThat(RunAnalysis.of(diamond().until(160)).forecastNanos(1)).isEqualTo(120);
        RecordedRun three = RunBuilder.on(2).task(0, 0, 2, 0, 10).task(0, 0, 3, 0, 10).task(0, 0, 4, 0, 10).until(10);
        assertThat(RunAnalysis.of(three).forecastNanos(1)).isEqualTo(20);
        assertThat(RunAnalysis.of(three).forecastNanos(2)).isEqualTo(10);
    }

    @Test
    void functionsTellMedianAndNinthTenthOfTheirCalls() {
        RunBuilder run = RunBuilder.on(1);
        for (int i = 1; i <= 10; i++) {
            run.task(0, 0, 1, 100L * i, 100L * i + i);
        }
        run.task(0, 0, 0, 0, 45);

        assertThat(RunAnalysis.of(run.until(2_000)).functions()).containsExactly(
                new FunctionStatistics(1, "vector", 10, 55, 5, 9, 10, 0.55),
                new FunctionStatistics(0, "cube", 1, 45, 45, 45, 45, 0.45));
    }

    @Test
    void aConsumerBeforeItsProducersEndIsFound() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 100).task(0, 0, 2, 90, 120).edge(0, 1).until(120);

        assertThat(RunAnalysis.of(run).violations()).containsExactly(new Violation(Rule.CONSUMER_AFTER_PRODUCER, 1,
                "vector(t1) began 10 ns before vector(t0) had ended, on which it depends"));
    }

    @Test
    void twoKernelsOnOneCoreAreFound() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 100).task(0, 0, 1, 99, 120).until(120);

        assertThat(RunAnalysis.of(run).violations()).containsExactly(new Violation(Rule.ONE_KERNEL_PER_CORE, 1,
                "vector(t1) began on core 1 while vector(t0) was running there"));
    }

    @Test
    void whatIsMissingIsFound() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 100).task(0, 0, 2, 0, NOT_STAMPED).edge(5, 0).until(120,
                new Counts(3, 1, 2));

        assertThat(RunAnalysis.of(run).violations()).extracting(Violation::text).containsExactly(
                "2 tasks were recorded, but the run counted 3",
                "task 0 depends on task 5, but only 2 were recorded",
                "vector(t1) began on core 2 and never ended",
                "vector(t1) was created and never completed, though the run did");
    }

    @Test
    void whoHasDiedCouldNotCount() {
        RecordedRun run = RunBuilder.on(1).state(State.LOST).task(0, 0, 1, 0, NOT_STAMPED).until(120,
                new Counts(0, 0, 0));

        assertThat(RunAnalysis.of(run).violations()).isEmpty();
    }

    /** 2 runs first, then 1, then 0. */
    private static RunBuilder backward() {
        return RunBuilder.on(1).task(0, 71, 1, 80, 120).task(0, 31, 2, 40, 70).task(0, 0, 1, 10, 30).edge(1, 0)
                .edge(2, 1);
    }

    @Test
    void aGraphWhoseTasksWaitForLaterOnesIsAnalysedWhole() {
        RunAnalysis analysis = RunAnalysis.of(backward().until(120));

        assertThat(analysis.violations()).isEmpty();
        assertThat(analysis.criticalPath().steps()).extracting(CriticalPath.Step::task).containsExactly(2, 1, 0);
        assertThat(analysis.floorNanos()).isEqualTo(20 + 30 + 40);
        assertThat(analysis.forecastNanos(24)).isEqualTo(20 + 30 + 40);
        assertThat(analysis.makespan()).filteredOn(piece -> piece.reason() == WaitReason.KERNEL)
                .extracting(MakespanPiece::task).containsExactly(2, 1, 0);
        assertThat(analysis.waitOf(0).dataNanos()).isEqualTo(70);
    }

    @Test
    void aConsumerThatWasCreatedFirstAndBeganTooEarlyIsFound() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 50).task(0, 0, 2, 10, 20).edge(1, 0).until(50);

        assertThat(RunAnalysis.of(run).violations()).extracting(Violation::text)
                .containsExactly("vector(t0) began 20 ns before vector(t1) had ended, on which it depends");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderOfCreationChangesNoAnswer(long seed) {
        RecordedRun run = SyntheticRun.of(seed, 500, 4, 0);
        RunAnalysis forward = RunAnalysis.of(run);
        RunAnalysis backward = RunAnalysis.of(RunBuilder.reversed(run));

        assertThat(backward.violations()).isEmpty();
        assertThat(backward.floorNanos()).isEqualTo(forward.floorNanos());
        assertThat(backward.forecastNanos(4_000)).isEqualTo(forward.forecastNanos(4_000));
    }

    @Test
    void tasksThatWaitForEachOtherAreNamedAndTheRestIsAnalysed() {
        RunAnalysis analysis = RunAnalysis.of(RunBuilder.on(1).task(0, 0, 1, 0, 10).waiting(1, NOT_STAMPED)
                .waiting(2, NOT_STAMPED).edge(0, 1).edge(2, 1).edge(1, 2).state(State.FAILED).until(20));

        assertThat(analysis.violations()).containsExactly(new Violation(Rule.NO_CYCLE, 1,
                "vector(t1) depends on vector(t2), which depends on it, be it through others"));
        assertThat(analysis.criticalPath().nanos()).isEqualTo(10);
    }

    private static RecordedArgument half(int index, Role role, long offset) {
        return new RecordedArgument(index, role, 1, 0x1000, 0, "FLOAT32", List.of(8L), List.of(16L), List.of(offset));
    }

    @Test
    void whoReadsWhatIsBeingWrittenWithoutAnOrderIsNamed() {
        RunBuilder run = RunBuilder.on(1).task(0, 1, 1, 10, 50).arguments(half(0, Role.OUTPUT, 0))
                .task(2, 3, 2, 20, 40).arguments(half(0, Role.NO_DEP, 0), half(1, Role.INPUT, 4));

        assertThat(RunAnalysis.of(run.until(60)).hazards()).containsExactly(new Hazard(Hazard.Kind.READ_AFTER_WRITE, 1,
                1, 0,
                "vector(t1) reads argument 1, which vector(t0) writes, and no chain of dependencies orders the two; "
                        + "is one missing?"));
        run.edge(0, 1);
        assertThat(RunAnalysis.of(run.until(60)).hazards()).isEmpty();
    }

    @Test
    void whoWritesWhatIsInUseWithoutAnOrderIsNamedOnceForEachOther() {
        RunBuilder run = RunBuilder.on(1).task(0, 1, 1, 10, 50).arguments(half(0, Role.OUTPUT, 0))
                .task(2, 3, 2, 20, 40).arguments(half(0, Role.INPUT, 8))
                .task(4, 5, 1, 30, 60).arguments(half(0, Role.INOUT, 4));

        assertThat(RunAnalysis.of(run.until(60)).hazards())
                .extracting(each -> each.kind() + " " + each.task() + " " + each.earlier())
                .containsExactly("READ_AFTER_WRITE 2 0", "WRITE_AFTER_READ 2 1");
        run.edge(0, 2).edge(1, 2).task(6, 7, 2, 30, 60).arguments(half(0, Role.OUTPUT, 4)).edge(1, 3);
        assertThat(RunAnalysis.of(run.until(60)).hazards()).extracting(Hazard::text).containsExactly(
                "vector(t3) writes argument 0, which vector(t2) writes too, and no chain of dependencies orders the two; is one missing?",
                "vector(t3) writes argument 0, which vector(t0) writes too, and no chain of dependencies orders the two; is one missing?");
    }

    @Test
    void otherPartsEarlierTasksAndOrdersThroughOthersAreNoHazards() {
        RunBuilder run = RunBuilder.on(1).task(0, 1, 1, 10, 50).arguments(half(0, Role.OUTPUT, 0))
                .task(2, 3, 2, 20, 40).arguments(half(0, Role.INPUT, 8))
                .task(51, 52, 2, 60, 70).arguments(half(0, Role.INPUT, 0)).task(4, 50, 1, 50, 55)
                .task(5, 71, 2, 75, 80).arguments(half(0, Role.INOUT, 0)).edge(0, 3).edge(3, 4);

        assertThat(RunAnalysis.of(run.until(90)).hazards()).isEmpty();
    }

    @Test
    void aRunThatIsLostSaysWhatItHangsOn() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 10, NOT_STAMPED).waiting(1, NOT_STAMPED).edge(0, 1)
                .waiting(2, 20).state(State.LOST).until(110);

        assertThat(RunAnalysis.of(run).violations()).isEmpty();
        assertThat(RunAnalysis.of(run).stalls()).containsExactly(
                new Stall(Kind.DATA, 109, 1, "1 task waiting for tasks that have not completed: vector(t1)"),
                new Stall(Kind.RUNNING, 100, 1, "1 task running when recording stopped: vector(t0)"),
                new Stall(Kind.CORE, 90, 1, "1 task ready without a core: vector(t2)"));
    }

    @Test
    void anOrchestrationThatWaitsIsAStallOfTheRingThatWasFull() {
        RunBuilder run = RunBuilder.on(1).task(0, 0, 1, 0, 100).phase(new Phase(0, "wait", 10, 60, 0, 0));

        assertThat(RunAnalysis.of(run.until(100)).stalls()).containsExactly(new Stall(Kind.ORCHESTRATOR, 50, 0,
                "the orchestration waited for room or for the content of a tensor"));
        run.scope(new ScopeUse("", true, 1, 0, 4, 4, 0, 0, 0, 0, 0, 0));
        assertThat(RunAnalysis.of(run.until(100)).stalls()).containsExactly(new Stall(Kind.RING, 50, 0,
                "the orchestration waited, and rings, heaps or pools were full"));
    }

    @Test
    void aFullRingIsNamedWithItsScopeAndASizeThatIsEnough() {
        RunBuilder run = RunBuilder.on(1).scope(new ScopeUse("a.cpp:7", true, 1, 0, 3, 4, 10, 1024, 1, 64, 0, 0));
        for (int i = 0; i < 20; i++) {
            run.task(0, 0, 1, 10L * i, 10L * i + 5);
        }
        run.scope(new ScopeUse("a.cpp:9", false, 1, 0, 4, 4, 10, 1024, 1, 64, 0, 0));

        assertThat(RunAnalysis.of(run.until(200)).advice()).singleElement().extracting(SizingAdvice::text).isEqualTo(
                "the task window of ring 0 was at 4 of 4 slots in the scope at a.cpp:9; set 32 or more "
                        + "(PTO2_RING_TASK_WINDOW or RunSettings.withTaskWindow), or close scopes earlier");
    }

    @Test
    void aRunThatAFullRingHasEndedIsAdvisedMoreThanItHad() {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 5)
                .scope(new ScopeUse("", true, 1, 1, 7, 7, 0, 0, 0, 0, 0, 0))
                .state(State.FAILED).until(10);

        assertThat(RunAnalysis.of(run).stalls()).containsExactly(new Stall(Kind.RING, 0, 0,
                "the task window of ring 1 was at 7 of 7 slots; set 16 or more (PTO2_RING_TASK_WINDOW or "
                        + "RunSettings.withTaskWindow), or close scopes earlier"));
    }

    @Test
    void ranksAreComparedWithTheOneInTheMiddle() {
        List<RankTimes> ranks = RankTimes.of(List.of(RunBuilder.on(1).rank(0, 1_000).task(0, 0, 1, 0, 40).until(50),
                RunBuilder.on(1).rank(1, 1_020).until(50), RunBuilder.on(1).rank(2, 1_010).until(500)));

        assertThat(ranks).containsExactly(new RankTimes(2, State.COMPLETED, 10, 510, 0, 440),
                new RankTimes(1, State.COMPLETED, 20, 70, 0, 0), new RankTimes(0, State.COMPLETED, 0, 50, 40, -20));
    }

    @Test
    void aRunWithoutTasksHasAnswersToo() {
        RunAnalysis analysis = RunAnalysis.of(RunBuilder.on(1).until(10));

        assertThat(analysis.criticalPath().steps()).isEmpty();
        assertThat(analysis.forecastNanos(24)).isZero();
        assertThat(analysis.functions()).isEmpty();
        assertThat(analysis.makespan()).containsExactly(new MakespanPiece(WaitReason.ORCHESTRATOR, -1, 0, 10));
        assertThat(analysis.clusters()).isEqualTo(1);
        assertThat(analysis.stalls()).isEmpty();
    }

    @Test
    void sharesOfAPathAddUp() {
        CriticalPath path = RunAnalysis.of(SyntheticRun.of(7, 500)).criticalPath();

        assertThat(path.steps().stream().mapToDouble(CriticalPath.Step::share).sum()).isEqualTo(1, within(1e-9));
    }
}

package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** Scenarios that go wrong, each followed by one that must pass on whatever worker is there then. Run by other tests. */
@ChipTest
class FaultScenarios {

    /** What the next run does, in this order; set by whoever starts it. */
    static volatile List<Injection> plan = List.of();

    private static final int MORE_THAN_THERE_IS = 1 << 17;

    @CallableUnderTest
    static CallableSpec faulty(RuntimeKind runtime) {
        return FaultyCallables.faulty(runtime);
    }

    @CallableUnderTest
    static CallableSpec throwing(RuntimeKind runtime) {
        return FaultyCallables.throwing(runtime);
    }

    @CallableUnderTest
    static CallableSpec aborting(RuntimeKind runtime) {
        return FaultyCallables.aborting(runtime);
    }

    @CallableUnderTest
    static CallableSpec forking(RuntimeKind runtime) {
        return FaultyCallables.forking(runtime);
    }

    static List<CaseSpec> planned() {
        return IntStream.range(0, plan.size()).boxed().flatMap(i -> {
            Injection wrong = plan.get(i);
            CaseSpec faulty = CaseSpec.named(name(i, wrong)).data(wrong);
            // some never return; what passes may take its time on a busy machine
            return Stream.of(wrong.outcome() == Fault.Outcome.FAILS ? faulty.timeout(Duration.ofSeconds(2)) : faulty,
                    CaseSpec.named("after_" + name(i, wrong)).data(Injection.NONE));
        }).toList();
    }

    /** Return the name of the case at this place of the plan. */
    static String name(int place, Injection wrong) {
        return place + "_" + wrong.caseName();
    }

    @Scenario
    @CasesFrom("planned")
    void runs(ChipWorker worker, ChipCallable faulty, ChipCallable throwing, ChipCallable aborting,
            ChipCallable forking,
            CallConfig config, Injection wrong) {
        if (wrong.fault() == Fault.THREAD_THAT_RUNS_ON) {
            PreparedCallable prepared = worker.prepare(0, faulty);
            HostTensor counter = worker.allocate(DataType.UINT32, 1);
            Injection.leaveRunning(() -> prepared.run(wrong.arguments(counter), config));
            return;
        }
        if (wrong.place() == Injection.Place.SCENARIO) {
            worker.allocate(DataType.FLOAT32, MORE_THAN_THERE_IS, MORE_THAN_THERE_IS);
        }
        if (wrong.place() == Injection.Place.CONSTRUCTOR) {
            worker.prepare(0, switch (wrong.fault()) {
                case ABORT -> aborting;
                case FORK -> forking;
                default -> throwing;
            }).close();
        }
        try (PreparedCallable prepared = worker.prepare(0, faulty);
                HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
            prepared.run(wrong.arguments(counter), config);
            assertThat(counter.getLong(0)).isEqualTo(1);
        }
    }
}

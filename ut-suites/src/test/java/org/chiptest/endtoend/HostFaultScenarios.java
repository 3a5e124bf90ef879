package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;

/** The same as {@link FaultScenarios} on a chip of a host worker. Run by other tests. */
@ChipTest(level = 3)
class HostFaultScenarios {

    /** What the next run does, in this order; set by whoever starts it. */
    static volatile List<Injection> plan = List.of();

    @CallableUnderTest
    static CallableSpec faulty(RuntimeKind runtime) {
        return FaultyCallables.faulty(runtime);
    }

    static List<CaseSpec> planned() {
        return IntStream.range(0, plan.size()).boxed().flatMap(i -> Stream.of(
                CaseSpec.named(FaultScenarios.name(i, plan.get(i))).devices(1).data(plan.get(i)),
                CaseSpec.named("after_" + FaultScenarios.name(i, plan.get(i))).devices(1).data(Injection.NONE)))
                .toList();
    }

    @Scenario
    @CasesFrom("planned")
    void runs(HostWorker host, ChipCallable faulty, CallConfig config, Injection wrong) {
        RegisteredCallable callable = host.register(faulty);
        host.init();
        if (wrong.fault() == Fault.THREAD_THAT_RUNS_ON) {
            HostTensor counter = host.allocate(DataType.UINT32, 1);
            TaskArgs args = wrong.arguments(counter, TensorArgType.INOUT);
            Injection.leaveRunning(() -> host.run(all -> all.submitNextLevel(callable, args, config)));
            return;
        }
        try (HostTensor counter = host.allocate(DataType.UINT32, 1)) {
            TaskArgs args = wrong.arguments(counter, TensorArgType.INOUT);
            host.run(orchestrator -> orchestrator.submitNextLevel(callable, args, config));
            assertThat(counter.getLong(0)).isEqualTo(1);
        }
    }
}

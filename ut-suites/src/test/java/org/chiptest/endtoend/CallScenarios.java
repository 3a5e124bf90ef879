package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** Scenarios that are run twice: during the first one calls may fail, when the second one begins they fail no more. Run by {@link CallRun}. */
final class CallScenarios {

    /** What watches the next run's processes; set by whoever starts it. */
    static volatile CallWatch watch = new WorkerCalls(Path.of("none"), Optional.empty());

    private CallScenarios() {}

    private static boolean isFirst(ScenarioContext context) {
        boolean first = context.scenarioCase().name().equals("first");
        if (!first) {
            watch.close();
        }
        return first;
    }

    /** One worker, which its opener begins to watch. */
    @ChipTest
    static class OfLevel2 {

        @CallableUnderTest
        static CallableSpec faulty(RuntimeKind runtime) {
            return FaultyCallables.faulty(runtime);
        }

        @Scenario
        @Case(name = "first")
        @Case(name = "next")
        void runs(ChipWorker worker, ChipCallable faulty, ScenarioContext context) {
            isFirst(context);
            try (PreparedCallable prepared = worker.prepare(0, faulty);
                    HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
                for (int run = 1; run <= 2; run++) {
                    prepared.run(Injection.NONE.arguments(counter), context.config());
                    assertThat(counter.getLong(0)).isEqualTo(run);
                }
            }
        }
    }

    /** Two chips and a sub worker, which are watched when all of them have started. */
    @ChipTest(level = 3)
    static class OfLevel3 {

        @CallableUnderTest
        static CallableSpec faulty(RuntimeKind runtime) {
            return FaultyCallables.faulty(runtime);
        }

        @Scenario
        @Case(name = "first", devices = 2, subWorkers = 1)
        @Case(name = "next", devices = 2, subWorkers = 1)
        void runs(HostWorker host, ChipCallable faulty, ScenarioContext context) {
            boolean first = isFirst(context);
            Set<Long> others = children();
            RegisteredCallable count = host.register(faulty);
            RegisteredCallable copy = host.register(SubTask.of(OfLevel3.class, "copy"));
            host.init();
            if (first) {
                watch.begin(children().stream().filter(process -> !others.contains(process)).toList());
            }
            try (HostTensor one = host.allocate(DataType.UINT32, 1);
                    HostTensor other = host.allocate(DataType.UINT32, 1);
                    HostTensor seen = host.allocate(DataType.UINT32, 1)) {
                for (int run = 1; run <= 2; run++) {
                    host.run(orchestrator -> {
                        for (HostTensor counter : List.of(one, other)) {
                            orchestrator.submitNextLevel(count,
                                    new TaskArgs().tensor(counter, TensorArgType.INOUT).scalar(0).scalar(0),
                                    context.config());
                        }
                        orchestrator.submitSub(copy, new TaskArgs().tensor(one, TensorArgType.INPUT).tensor(seen,
                                TensorArgType.OUTPUT_EXISTING));
                    });
                    assertThat(List.of(one.getLong(0), other.getLong(0), seen.getLong(0))).containsOnly((long) run);
                }
            }
        }

        static void copy(SubArgs args) {
            args.tensor(1).memory().copyFrom(args.tensor(0).memory());
        }

        private static Set<Long> children() {
            return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
        }
    }
}

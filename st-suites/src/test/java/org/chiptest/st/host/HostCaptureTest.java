package org.chiptest.st.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.st.vector.VectorCallables;

/** Each chip of a host has its run captured into a folder of its own. */
@ChipTest(level = 3)
class HostCaptureTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @Scenario
    @Case(name = "twoChips", blockDim = 3, aicpuThreads = 4, devices = 2)
    @Case(name = "fourChips", blockDim = 3, aicpuThreads = 4, devices = 4)
    void everyChipIsCaptured(HostWorker host, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random, ScenarioContext context) throws IOException {
        RegisteredCallable compute = host.register(vector);
        host.init();
        int chips = context.deviceIds().size();
        CallConfig captured = config.withL2Swimlane(1).withDepGen(1).withOutputPrefix(context.directory().toString());
        List<VectorTask> tasks = IntStream.range(0, chips).mapToObj(i -> VectorTask.on(host, runtime, random)).toList();
        try {
            List<TaskArgs> args = new ArrayList<>();
            tasks.forEach(task -> args.add(task.args()));
            host.run(orchestrator -> orchestrator.submitNextLevelGroup(compute, args, captured));

            tasks.forEach(VectorTask::check);
        } finally {
            tasks.forEach(VectorTask::close);
        }
        for (int chip = 0; chip < chips; chip++) {
            Path folder = context.directory().resolve("chip-" + chip);
            assertThat(occurrences("\"func_id\"", folder.resolve("l2_perf_records.json"))).as("chip %d", chip)
                    .isEqualTo(VectorCallables.tasks(runtime));
            assertThat(occurrences("\"pred\"", folder.resolve("deps.json"))).as("chip %d", chip)
                    .isEqualTo(VectorCallables.edges(runtime));
        }
        assertThat(host.recorded().tasks()).hasSize(chips).allMatch(
                task -> task.submittedNanos() <= task.readyNanos() && task.readyNanos() <= task.dispatchedNanos()
                        && task.dispatchedNanos() <= task.endedNanos() && !task.failed());
        assertThat(host.recorded().waits()).anySatisfy(
                wait -> assertThat(wait.reason()).isEqualTo("end of the tasks"));
    }

    private static long occurrences(String text, Path file) throws IOException {
        return Pattern.compile(text, Pattern.LITERAL).matcher(Files.readString(file)).results().count();
    }
}

package org.chiptest.diagnostics.analysis;

import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.internal.bits.TaskNumber;

/** Names of tasks for people, in the manner of the merged swimlane: {@code QK(t5)}, {@code QK(r2t100)}. */
final class TaskName {

    private TaskName() {}

    static String of(RecordedRun run, int task) {
        RecordedTask recorded = run.tasks().get(task);
        String kernels = recorded.kernels().stream().filter(funcId -> funcId >= 0)
                .map(funcId -> function(run, funcId).orElse("func_" + funcId)).distinct()
                .collect(Collectors.joining("+"));
        return (kernels.isEmpty() ? "alloc" : kernels) + "(" + TaskNumber.of(recorded.id()) + ")";
    }

    private static Optional<String> function(RecordedRun run, int funcId) {
        return run.functions().stream().filter(function -> function.funcId() == funcId).map(Function::name)
                .findFirst();
    }
}

package org.chiptest.runtime.internal.capture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.jspecify.annotations.Nullable;

/**
 * Write {@code deps.json}: the tasks with their arguments, and each dependency with its reason; one line. The newer shape has no version,
 * tells kernels and blocks, and where a region begins by one number and strides.
 */
final class DependencyGraphFile {

    static final String NAME = "deps.json";

    private static final int VERSION = 2;

    private final RecordedRun run;
    private final Json json;
    private final boolean newer;

    private DependencyGraphFile(RecordedRun run, Json json, boolean newer) {
        this.run = run;
        this.newer = newer;
        this.json = json;
    }

    static void write(RecordedRun run, boolean newer, Appendable out) {
        new DependencyGraphFile(run, new Json(out), newer).write();
    }

    private void write() {
        json.open('{');
        if (!newer) {
            json.field("version", VERSION);
        }
        json.key("tasks").open('[');
        run.tasks().stream().filter(DependencyGraphFile::hasKernels).forEach(this::task);
        json.close(']').key("tensors").open('[');
        tensors();
        json.close(']').key("edges").open('[');
        run.edges().forEach(this::edge);
        json.close(']').close('}');
    }

    /** What only owns memory is named by edges, and nowhere else. */
    static boolean hasKernels(RecordedTask task) {
        return task.kernels().stream().anyMatch(funcId -> funcId >= 0) || task.completedNanos() != task.createdNanos();
    }

    private void task(RecordedTask task) {
        json.open('{').field("task_id", String.valueOf(task.id()))
                .field("scope", task.manualScope() ? "manual" : "auto");
        if (newer) {
            json.numbers("kernel_ids", task.kernels()).field("block_num", task.blocks());
        }
        json.key("args").open('[');
        for (RecordedArgument argument : task.arguments()) {
            json.open('{').field("idx", argument.index()).field("type", type(argument.role()));
            if (argument.role() != Role.OUTPUT && argument.role() != Role.SCALAR) {
                json.field("tensor_id", Long.toUnsignedString(argument.tensorId())).field("dtype", argument.dataType());
                region("", argument);
            }
            json.close('}');
        }
        json.close(']').close('}');
    }

    private static String type(Role role) {
        return role == Role.NO_DEP ? "UNKNOWN" : role.name();
    }

    private void tensors() {
        Map<Long, RecordedArgument> tensors = new LinkedHashMap<>();
        for (RecordedTask task : run.tasks()) {
            task.arguments().stream().filter(argument -> argument.role() != Role.SCALAR)
                    .forEach(argument -> tensors.putIfAbsent(argument.tensorId(), argument));
        }
        tensors.forEach((id, tensor) -> json.open('{').field("tensor_id", Long.toUnsignedString(id))
                .field("buffer_addr", "0x" + Long.toHexString(tensor.bufferAddress()))
                .field("version", tensor.version())
                .field("dtype", tensor.dataType()).field("ndims", tensor.rawShape().size())
                .numbers("raw_shapes", tensor.rawShape()).close('}'));
    }

    private void edge(RecordedEdge edge) {
        RecordedTask producer = run.tasks().get(edge.producer());
        RecordedTask consumer = run.tasks().get(edge.consumer());
        json.open('{').field("pred", String.valueOf(producer.id())).field("succ", String.valueOf(consumer.id()))
                .field("arg", edge.argument())
                .field("source", edge.reason().name().toLowerCase(Locale.ROOT).replace("_", ""));
        if (edge.overlap() != Overlap.NONE) {
            json.field("overlap", edge.overlap().name().toLowerCase(Locale.ROOT));
        }
        if (newer) {
            // every dependency of a recorded run keeps its consumer waiting and its producer's slot taken
            json.key("flags").open('[').text("wait").text("retain").close(']');
        }
        RecordedArgument used = argument(consumer, edge.argument());
        if (used != null && edge.reason() != Reason.EXPLICIT) {
            json.field("tensor_id", Long.toUnsignedString(used.tensorId())).field("consumer_dtype", used.dataType());
            region("consumer_", used);
            RecordedArgument made = argument(producer, edge.producerArgument());
            if (made != null) {
                region("producer_", made);
            }
        }
        json.close('}');
    }

    private void region(String prefix, RecordedArgument argument) {
        json.numbers(prefix + "shape", argument.shape());
        if (!newer) {
            json.numbers(prefix + "offset", argument.offset());
            return;
        }
        long[] strides = strides(argument.rawShape());
        long start = 0;
        for (int d = 0; d < strides.length; d++) {
            start += strides[d] * argument.offset().get(d);
        }
        json.numbers(prefix + "strides", Arrays.stream(strides).boxed().toList()).field(prefix + "start_offset", start);
    }

    private static long[] strides(List<Long> shape) {
        long[] strides = new long[shape.size()];
        long stride = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape.get(d);
        }
        return strides;
    }

    private static @Nullable RecordedArgument argument(RecordedTask task, int index) {
        List<RecordedArgument> arguments = task.arguments();
        return index >= 0 && index < arguments.size() ? arguments.get(index) : null;
    }
}

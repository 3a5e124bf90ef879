package org.chiptest.runtime.internal.trb;

import java.util.Arrays;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * What the orchestration {@code interpreter.cpp} is to do. Tensors are numbered: first those passed to {@link #run}, then what
 * submits create and what views are made, in order. Tasks are numbered in the order of submits.
 */
final class GraphProgram {

    static final int EMPTY = 0;
    static final int FILL = 1;
    static final int STEP = 2;
    static final int MIX = 3;
    static final int UPDATE = 4;
    static final int SCALARS = 5;
    static final int BLOCKS = 6;
    static final int BOOM = 7;
    static final int TAKE_TURN = 8;
    static final int RENDEZVOUS = 9;
    static final int COUNT_LANES = 10;

    static final int DEFER = 11;
    static final int DEFER_TO_NULL = 12;
    static final int DEFER_TOO_MUCH = 13;
    static final int DEFER_WITH_ERROR = 14;
    static final int BUMP = 15;

    /** Kernels that note when they ran: their last two scalars are those of a {@link TaskTrace}. */
    static final int TRACED_STEP = 17;
    static final int TRACED_MIX = 18;
    static final int TRACED_UPDATE = 19;
    static final int TRACED_BUMP = 20;

    static final int LATE_FILL = 21;

    static final int NONE = -1;
    static final int AUTO = 0;
    static final int MANUAL = 1;

    private static final String[] KERNELS = {"empty", "fill", "step", "mix", "update", "scalars", "blocks", "boom",
        "take_turn", "rendezvous", "count_lanes", "defer", "defer_to_null", "defer_too_much", "defer_with_error",
        "bump", "boom_when_told", "traced_step", "traced_mix", "traced_update", "traced_bump",
        "late_fill"};
    private static final int RESULTS = 64;

    private long[] words = new long[256];
    private int size;

    /** The arguments of one submit. */
    static final class Arguments {

        private final GraphProgram tensors = new GraphProgram();
        private final GraphProgram scalars = new GraphProgram();
        private final GraphProgram dependencies = new GraphProgram();
        private int tensorCount;
        private int scalarCount;
        private int dependencyCount;

        Arguments input(int tensor) {
            return tensor(TensorArgType.INPUT, tensor);
        }

        Arguments inout(int tensor) {
            return tensor(TensorArgType.INOUT, tensor);
        }

        Arguments existing(int tensor) {
            return tensor(TensorArgType.OUTPUT_EXISTING, tensor);
        }

        Arguments noDep(int tensor) {
            return tensor(TensorArgType.NO_DEP, tensor);
        }

        Arguments tensor(TensorArgType tag, int tensor) {
            tensorCount++;
            tensors.add(tag.code(), tensor);
            return this;
        }

        /** Create a tensor of INT64. */
        Arguments output(int... shape) {
            return output(DataType.INT64, false, 0, false, shape);
        }

        Arguments initialized(DataType dtype, long value, int... shape) {
            return output(dtype, true, value, false, shape);
        }

        Arguments output(DataType dtype, boolean initialized, long value, boolean manualDep, int... shape) {
            tensorCount++;
            tensors.add(TensorArgType.OUTPUT.code(), dtype.code(), manualDep ? 1 : 0, initialized ? 1 : 0, value)
                    .addAll(shape);
            return this;
        }

        Arguments scalar(long value) {
            scalarCount++;
            scalars.add(value);
            return this;
        }

        Arguments after(int task) {
            dependencyCount++;
            dependencies.add(task);
            return this;
        }

        Arguments afterId(long id) {
            dependencyCount++;
            dependencies.add(-1, id);
            return this;
        }
    }

    static Arguments arguments() {
        return new Arguments();
    }

    GraphProgram append(GraphProgram other) {
        return addAll(other);
    }

    GraphProgram scope(int mode) {
        return add(1, mode);
    }

    GraphProgram end() {
        return add(2);
    }

    GraphProgram aiv(int kernel, Arguments arguments) {
        return submit(NONE, kernel, NONE, 1, false, arguments);
    }

    GraphProgram aic(int kernel, Arguments arguments) {
        return submit(kernel, NONE, NONE, 1, false, arguments);
    }

    GraphProgram submit(int aic, int aiv0, int aiv1, int blocks, boolean sync, Arguments arguments) {
        return add(3, aic, aiv0, aiv1, blocks, sync ? 1 : 0).add(arguments);
    }

    GraphProgram dummy(Arguments arguments) {
        return add(4).add(arguments);
    }

    GraphProgram alloc(Arguments arguments) {
        return add(5).add(arguments);
    }

    GraphProgram view(int tensor, boolean manualDep, int[] shape, int[] offsets) {
        return add(6, tensor, manualDep ? 1 : 0).addAll(shape).addAll(offsets);
    }

    GraphProgram reshape(int tensor, int... shape) {
        return add(7, tensor).addAll(shape);
    }

    GraphProgram transpose(int tensor, int x, int y) {
        return add(8, tensor, x, y);
    }

    GraphProgram get(int tensor, int... indices) {
        return add(9, tensor).addAll(indices);
    }

    GraphProgram set(int tensor, long value, int... indices) {
        return add(10, tensor).addAll(indices).add(value);
    }

    GraphProgram fatal(int code) {
        return add(11, code);
    }

    GraphProgram log(int level) {
        return add(12, level);
    }

    GraphProgram askFatal() {
        return add(13);
    }

    /** Make a tensor of one element without a buffer. */
    GraphProgram nullTensor() {
        return add(14);
    }

    /** Make a tensor that is another one but for its version. */
    GraphProgram version(int tensor, int version) {
        return add(15, tensor, version);
    }

    /** Make a tensor of other elements in the buffer of a tensor, some bytes behind where that one's buffer begins. */
    GraphProgram typed(int tensor, int bytes, DataType dtype, int... shape) {
        return add(16, tensor, bytes, dtype.code()).addAll(shape);
    }

    /** Run on a device and return the elements that the program read. */
    long[] run(TestDevice device, TensorArgument... tensors) {
        return run(device, device.config(), tensors);
    }

    long[] run(TestDevice device, CallConfig config, TensorArgument... tensors) {
        try (HostTensor program = HostTensor.allocate(device.memory(), DataType.INT64, size + 1);
                HostTensor results = HostTensor.allocate(device.memory(), DataType.INT64, RESULTS)) {
            for (int i = 0; i < size; i++) {
                program.setLong(i, words[i]);
            }
            TaskArgs args = new TaskArgs().tensor(program).tensor(results);
            for (TensorArgument tensor : tensors) {
                args.tensor(tensor);
            }
            device.run(CompiledCode.orchestration("interpreter.cpp", "interpreter_entry"), kernels(), args, config);
            long[] read = new long[RESULTS];
            Arrays.setAll(read, results::getLong);
            return read;
        }
    }

    static KernelTable kernels() {
        return CompiledCode.kernels("kernels.cpp", KERNELS);
    }

    private GraphProgram add(Arguments arguments) {
        return add(arguments.tensorCount).addAll(arguments.tensors).add(arguments.scalarCount)
                .addAll(arguments.scalars).add(arguments.dependencyCount).addAll(arguments.dependencies);
    }

    private GraphProgram addAll(int... numbers) {
        add(numbers.length);
        for (int number : numbers) {
            add(number);
        }
        return this;
    }

    private GraphProgram addAll(GraphProgram other) {
        for (int i = 0; i < other.size; i++) {
            add(other.words[i]);
        }
        return this;
    }

    private GraphProgram add(long... values) {
        if (size + values.length > words.length) {
            words = Arrays.copyOf(words, (size + values.length) * 2);
        }
        System.arraycopy(values, 0, words, size, values.length);
        size += values.length;
        return this;
    }
}

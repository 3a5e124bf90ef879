package org.chiptest.engine.internal.conformance;

import java.util.Arrays;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * What the orchestration {@code interpreter.cpp} is to do. Tensors are numbered: first those passed to {@link #run}, then what
 * submits create and what views are made, in order. Tasks are numbered in the order of submits.
 */
public final class GraphProgram {

    /** Kernels that note when they ran, in the {@link TaskTrace}; the last scalar is the number of their task. */
    public static final int TRACED_STEP = 17;
    public static final int TRACED_MIX = 18;
    public static final int TRACED_UPDATE = 19;
    public static final int TRACED_BUMP = 20;

    public static final int NONE = -1;
    public static final int AUTO = 0;
    public static final int MANUAL = 1;

    private static final int RESULTS = 64;

    private long[] words = new long[256];
    private int size;

    /** The arguments of one submit. */
    public static final class Arguments {

        private final GraphProgram tensors = new GraphProgram();
        private final GraphProgram scalars = new GraphProgram();
        private final GraphProgram dependencies = new GraphProgram();
        private int tensorCount;
        private int scalarCount;
        private int dependencyCount;

        public Arguments input(int tensor) {
            return tensor(TensorArgType.INPUT, tensor);
        }

        public Arguments inout(int tensor) {
            return tensor(TensorArgType.INOUT, tensor);
        }

        public Arguments existing(int tensor) {
            return tensor(TensorArgType.OUTPUT_EXISTING, tensor);
        }

        public Arguments noDep(int tensor) {
            return tensor(TensorArgType.NO_DEP, tensor);
        }

        public Arguments tensor(TensorArgType tag, int tensor) {
            tensorCount++;
            tensors.add(tag.code(), tensor);
            return this;
        }

        /** Create a tensor of INT64. */
        public Arguments output(int... shape) {
            return output(DataType.INT64, false, 0, false, shape);
        }

        public Arguments initialized(DataType dtype, long value, int... shape) {
            return output(dtype, true, value, false, shape);
        }

        public Arguments output(DataType dtype, boolean initialized, long value, boolean manualDep, int... shape) {
            tensorCount++;
            tensors.add(TensorArgType.OUTPUT.code(), dtype.code(), manualDep ? 1 : 0, initialized ? 1 : 0, value)
                    .addAll(shape);
            return this;
        }

        public Arguments scalar(long value) {
            scalarCount++;
            scalars.add(value);
            return this;
        }

        public Arguments after(int task) {
            dependencyCount++;
            dependencies.add(task);
            return this;
        }

        public Arguments afterId(long id) {
            dependencyCount++;
            dependencies.add(-1, id);
            return this;
        }
    }

    public static Arguments arguments() {
        return new Arguments();
    }

    public GraphProgram append(GraphProgram other) {
        return addAll(other);
    }

    public GraphProgram scope(int mode) {
        return add(1, mode);
    }

    public GraphProgram end() {
        return add(2);
    }

    public GraphProgram aiv(int kernel, Arguments arguments) {
        return submit(NONE, kernel, NONE, 1, false, arguments);
    }

    public GraphProgram aic(int kernel, Arguments arguments) {
        return submit(kernel, NONE, NONE, 1, false, arguments);
    }

    public GraphProgram submit(int aic, int aiv0, int aiv1, int blocks, boolean sync, Arguments arguments) {
        return add(3, aic, aiv0, aiv1, blocks, sync ? 1 : 0).add(arguments);
    }

    public GraphProgram dummy(Arguments arguments) {
        return add(4).add(arguments);
    }

    public GraphProgram alloc(Arguments arguments) {
        return add(5).add(arguments);
    }

    public GraphProgram view(int tensor, boolean manualDep, int[] shape, int[] offsets) {
        return add(6, tensor, manualDep ? 1 : 0).addAll(shape).addAll(offsets);
    }

    public GraphProgram reshape(int tensor, int... shape) {
        return add(7, tensor).addAll(shape);
    }

    public GraphProgram transpose(int tensor, int x, int y) {
        return add(8, tensor, x, y);
    }

    public GraphProgram get(int tensor, int... indices) {
        return add(9, tensor).addAll(indices);
    }

    public GraphProgram set(int tensor, long value, int... indices) {
        return add(10, tensor).addAll(indices).add(value);
    }

    public GraphProgram fatal(int code) {
        return add(11, code);
    }

    public GraphProgram log(int level) {
        return add(12, level);
    }

    /** Make a tensor of one element without a buffer. */
    public GraphProgram nullTensor() {
        return add(14);
    }

    /** Make a tensor that is another one but for its version. */
    public GraphProgram version(int tensor, int version) {
        return add(15, tensor, version);
    }

    /** Make a tensor of other elements in the buffer of a tensor, some bytes behind where that one's buffer begins. */
    public GraphProgram typed(int tensor, int bytes, DataType dtype, int... shape) {
        return add(16, tensor, bytes, dtype.code()).addAll(shape);
    }

    /** Run on a device and return the elements that the program read. */
    public long[] run(ProgramDevice device, TensorArgument... tensors) {
        return run(device, device.config(), tensors);
    }

    public long[] run(ProgramDevice device, CallConfig config, TensorArgument... tensors) {
        try (HostTensor program = device.allocate(DataType.INT64, size + 1);
                HostTensor results = device.allocate(DataType.INT64, RESULTS)) {
            for (int i = 0; i < size; i++) {
                program.setLong(i, words[i]);
            }
            TaskArgs args = new TaskArgs().tensor(program).tensor(results);
            for (TensorArgument tensor : tensors) {
                args.tensor(tensor);
            }
            device.run(args, config);
            long[] read = new long[RESULTS];
            Arrays.setAll(read, results::getLong);
            return read;
        }
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

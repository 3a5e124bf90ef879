package org.chiptest.diagnostics.divergence;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Counts;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.tensor.Elements;

/**
 * A run that never was: tasks on a memory of its own, with kernels in Java, of which it leaves the record and the dump that a device
 * would. Tasks run in the order of their creation unless another one is given.
 */
final class ModelRun {

    private static final int CLUSTERS = 2;
    private static final int STEP = 100;

    private final long base;
    private final MemorySegment memory;
    private final List<Task> tasks = new ArrayList<>();
    private final List<RecordedEdge> edges = new ArrayList<>();
    private final Map<Integer, String> names = new HashMap<>();
    private RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
    private State state = State.COMPLETED;
    private int[] order = {};
    private long top;
    private boolean checksums = true;
    private boolean together;
    private int cut = -1;
    private int undescribed = -1;

    /** What a kernel does to its tensors. */
    interface Kernel {

        void run(Values[] tensors);
    }

    /**
     * A tensor, or a part of one.
     *
     * @param address of its buffer
     */
    record Box(long address, DataType type, List<Long> shape, List<Long> raw, List<Long> offset) {

        Box view(List<Long> shape, List<Long> offset) {
            return new Box(address, type, shape, raw, offset);
        }

        long elements() {
            return shape.stream().reduce(1L, (one, other) -> one * other);
        }

        long place(long flat) {
            long rest = flat;
            long element = 0;
            long stride = 1;
            for (int d = shape.size() - 1; d >= 0; d--) {
                element += (rest % shape.get(d) + offset.get(d)) * stride;
                rest /= shape.get(d);
                stride *= raw.get(d);
            }
            return element;
        }
    }

    /** What a task is given. */
    record Given(Role role, Box box, long scalar) {}

    private record Task(int funcId, Kernel kernel, List<Given> given) {}

    /** The elements of a tensor in memory. */
    final class Values {

        private final Box box;

        private Values(Box box) {
            this.box = box;
        }

        int size() {
            return (int) box.elements();
        }

        double get(int i) {
            return Elements.getDouble(memory, box.type(), (box.address() - base) / box.type().size() + box.place(i));
        }

        void set(int i, double value) {
            Elements.setDouble(memory, box.type(), (box.address() - base) / box.type().size() + box.place(i), value);
        }

        /** Set an element to what another type makes of a value. */
        void setRounded(int i, double value, DataType type) {
            MemorySegment element = MemorySegment.ofArray(new byte[Long.BYTES]);
            Elements.setDouble(element, type, 0, value);
            set(i, Elements.getDouble(element, type, 0));
        }

        /** Set the element that lies behind the last one. */
        void setBehind(double value) {
            Elements.setDouble(memory, box.type(), (box.address() - base) / box.type().size() + size(), value);
        }
    }

    ModelRun(long base, int bytes) {
        this.base = base;
        memory = MemorySegment.ofArray(new byte[bytes]);
    }

    ModelRun runtime(RuntimeKind kind) {
        runtime = kind;
        return this;
    }

    ModelRun state(State end) {
        state = end;
        return this;
    }

    ModelRun name(int funcId, String name) {
        names.put(funcId, name);
        return this;
    }

    ModelRun withoutChecksums() {
        checksums = false;
        return this;
    }

    /** Stamp all tasks as if they had run at the same time. */
    ModelRun atOnce() {
        together = true;
        return this;
    }

    /** Leave only a part of what a task's tensors hold. */
    ModelRun cut(int task) {
        cut = task;
        return this;
    }

    /** Tell nothing about what a task's tensors look like, and dump none of them. */
    ModelRun undescribed(int task) {
        undescribed = task;
        return this;
    }

    /** Let tasks run in this order. */
    ModelRun order(int... indices) {
        order = indices;
        return this;
    }

    Box tensor(DataType type, long... shape) {
        List<Long> sizes = IntStream.range(0, shape.length).mapToObj(d -> shape[d]).toList();
        Box box = new Box(base + top, type, sizes, sizes, sizes.stream().map(_ -> 0L).toList());
        top += Math.ceilDiv(box.elements() * type.size(), 64) * 64;
        return box;
    }

    /** Return a tensor that lies where another one does. */
    Box above(Box other, DataType type, long... shape) {
        List<Long> sizes = IntStream.range(0, shape.length).mapToObj(d -> shape[d]).toList();
        return new Box(other.address(), type, sizes, sizes, sizes.stream().map(_ -> 0L).toList());
    }

    void fill(Box box, double value) {
        Values values = new Values(box);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, value + i);
        }
    }

    static Given in(Box box) {
        return new Given(Role.INPUT, box, 0);
    }

    static Given out(Box box) {
        return new Given(Role.OUTPUT, box, 0);
    }

    static Given inout(Box box) {
        return new Given(Role.INOUT, box, 0);
    }

    static Given noDep(Box box) {
        return new Given(Role.NO_DEP, box, 0);
    }

    static Given scalar(long bits) {
        return new Given(Role.SCALAR, new Box(0, DataType.INT64, List.of(), List.of(), List.of()), bits);
    }

    /** Add a task with a kernel on a vector core; func id -1 for a task that only allocates. */
    int task(int funcId, Kernel kernel, Given... given) {
        tasks.add(new Task(funcId, kernel, List.of(given)));
        return tasks.size() - 1;
    }

    ModelRun edge(int producer, int consumer) {
        edges.add(new RecordedEdge(producer, consumer, Reason.EXPLICIT, -1, Overlap.NONE, -1));
        return this;
    }

    /** Run all, and leave the files. */
    RunSide side(String label, Path directory) {
        List<RecordedTask> recorded = new ArrayList<>();
        List<Execution> executions = new ArrayList<>();
        long[] began = new long[tasks.size()];
        int[] sequence = order.length == 0 ? IntStream.range(0, tasks.size()).toArray() : order;
        try (Dump dump = new Dump(Files.createDirectories(directory.resolve("tensor_dump")))) {
            for (int i = 0; i < sequence.length; i++) {
                int index = sequence[i];
                Task task = tasks.get(index);
                began[index] = (long) (tasks.size() + (together ? 1 : i + 1)) * STEP;
                dump.write(index, task, true);
                task.kernel.run(task.given.stream().filter(each -> each.role() != Role.SCALAR)
                        .map(each -> new Values(each.box())).toArray(Values[]::new));
                dump.write(index, task, false);
                if (task.funcId >= 0) {
                    executions.add(new Execution(index, task.funcId, 0, CLUSTERS + index % 4, 0, began[index] + 1,
                            began[index] + 2, began[index] + 50, began[index] + 60));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int index = 0; index < tasks.size(); index++) {
            recorded.add(record(index, began[index]));
        }
        List<Core> cores = IntStream.range(0, 3 * CLUSTERS)
                .mapToObj(core -> new Core(core, core < CLUSTERS ? CoreKind.AIC : CoreKind.AIV, 0)).toList();
        List<Function> functions = tasks.stream().map(Task::funcId).filter(each -> each >= 0).distinct()
                .map(each -> new Function(each, names.getOrDefault(each, "k" + each))).toList();
        return new RunSide(label, new RecordedRun(label, "a2a3sim", runtime, 0, state, 0,
                (long) (2 * tasks.size() + 2) * STEP, functions, cores, recorded, edges, executions, List.of(),
                List.of(), new Counts(recorded.size(), edges.size(), executions.size())), directory);
    }

    private RecordedTask record(int index, long began) {
        Task task = tasks.get(index);
        List<RecordedArgument> arguments = new ArrayList<>();
        for (Given given : task.given) {
            Box box = given.box();
            arguments.add(given.role() == Role.SCALAR
                    ? new RecordedArgument(arguments.size(), Role.SCALAR, given.scalar(), 0, 0, "", List.of(),
                            List.of(), List.of())
                    : new RecordedArgument(arguments.size(), given.role(), box.address(), box.address(), 0,
                            index == undescribed ? "" : box.type().name(), box.shape(), box.raw(), box.offset()));
        }
        return new RecordedTask(index, List.of(-1, task.funcId, -1), 1, false, 1, index, began, began + 70, arguments);
    }

    /** The files of a dump, written as the run goes on. */
    private final class Dump implements AutoCloseable {

        private final Writer manifest;
        private final OutputStream payloads;
        private long written;
        private String separator = "";

        Dump(Path folder) throws IOException {
            manifest = Files.newBufferedWriter(folder.resolve("tensor_dump.json"));
            payloads = new BufferedOutputStream(Files.newOutputStream(folder.resolve("tensor_dump.bin")));
            manifest.write("{\"run_dir\":\"tensor_dump\",\"truncated_tensors\":0,\n\"tensors\":[\n");
        }

        void write(int index, Task task, boolean before) throws IOException {
            if (task.funcId < 0 || index == undescribed) {
                return;
            }
            for (int i = 0; i < task.given.size(); i++) {
                Role role = task.given.get(i).role();
                if (role == Role.INOUT || role == (before ? Role.INPUT : Role.OUTPUT)
                        || before && role == Role.NO_DEP) {
                    write(index, i, task.given.get(i).box(), before);
                }
            }
        }

        private void write(int task, int argument, Box box, boolean before) throws IOException {
            int size = box.type().size();
            byte[] bytes = new byte[task == cut ? 0 : Math.toIntExact(box.elements() * size)];
            for (int i = 0; i < bytes.length / size; i++) {
                MemorySegment.copy(memory, box.address() - base + box.place(i) * size, MemorySegment.ofArray(bytes),
                        (long) i * size, size);
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            manifest.write(separator + String.format("{\"task_id\":\"0x%016x\",\"stage\":\"%s\",\"arg_index\":%d,"
                    + "\"dtype\":\"%s\",\"shape\":%s,\"bin_offset\":%d,\"bin_size\":%d,\"truncated\":%s%s}", task,
                    before ? "before_dispatch" : "after_completion", argument, box.type(), box.shape(), written,
                    bytes.length, task == cut,
                    checksums ? String.format(",\"crc32\":\"%08x\"", checksum.getValue()) : ""));
            payloads.write(bytes);
            written += bytes.length;
            separator = ",\n";
        }

        @Override
        public void close() throws IOException {
            try (manifest; payloads) {
                manifest.write("\n]}\n");
            }
        }
    }
}

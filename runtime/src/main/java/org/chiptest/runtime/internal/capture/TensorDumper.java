package org.chiptest.runtime.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * Write the tensors of each task to disk while a run goes on: what it reads when it is ready, what it writes when it has completed, what
 * it changes both times.
 *
 * <p>Bytes go from the tensor's memory to the file by one system call, which refuses memory that is not there instead of crashing. What
 * finds no room, or cannot be read, is noted as truncated; nothing of the run depends on it.
 */
final class TensorDumper implements RunObserver, AutoCloseable {

    private static final int ROWS_AT_ONCE = 512;
    private static final long PIECE = 1L << 30;
    private static final long[] NOTHING = {};

    private final DumpPlan plan;
    private final FileChannel payloads;
    private final FileChannel index;
    private final long limit;
    private final Map<Long, List<Tensor>> tasks = new ConcurrentHashMap<>();
    private final ArgumentDescription argument = new ArgumentDescription();

    /** Guarded by this. */
    private long written;

    /** What is known of a tensor from its task's submission on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Tensor(int index, Use use, long address, DataType type, long[] shape, long[] raw, long[] offset,
            boolean hasBytes) {

        long elements() {
            long elements = 1;
            for (long each : shape) {
                elements *= each;
            }
            return elements;
        }

        boolean isContiguous() {
            for (int d = 1; d < shape.length; d++) {
                if (shape[d] != raw[d]) {
                    return false;
                }
            }
            return true;
        }

        /** Return the first byte of a row, told by its number among all rows of the shape. */
        long row(long number) {
            long rest = number;
            long element = 0;
            long stride = shape.length == 0 ? 1 : raw[shape.length - 1];
            for (int d = shape.length - 2; d >= 0; d--) {
                element += (rest % shape[d] + offset[d]) * stride;
                rest /= shape[d];
                stride *= raw[d];
            }
            return address + (element + (shape.length == 0 ? 0 : offset[shape.length - 1])) * type.size();
        }
    }

    /**
     * Dump what a run is asked for.
     *
     * @param limit most bytes that the payloads may have together
     */
    TensorDumper(Diagnostics asked, long limit) {
        plan = DumpPlan.of(asked);
        this.limit = limit;
        TensorDumpFile file = TensorDumpFile.of(asked);
        try {
            Files.createDirectories(file.folder());
            payloads = open(file.payloads());
            index = open(file.index());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a tensor dump in " + file.folder(), e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void submitted(Task task, SubmittedTask content) {
        if (task.kernels() == 0 || !plan.has(task)) {
            return;
        }
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < content.argumentCount(); i++) {
            boolean marked = content.isMarked(i);
            content.describe(i, argument);
            if (plan.hasArgument(marked)) {
                described(i, plan.hasBytes(marked)).ifPresent(tensors::add);
            }
        }
        if (!tensors.isEmpty()) {
            tasks.put(task.id(), tensors);
        }
    }

    /** Return what is dumped of the argument that was described last: nothing of memory without a type. */
    private Optional<Tensor> described(int index, boolean hasBytes) {
        if (argument.use == Use.SCALAR) {
            return plan.newer()
                    ? Optional.of(new Tensor(index, Use.SCALAR, argument.word, DataType.UINT64, NOTHING, NOTHING,
                            NOTHING, false))
                    : Optional.empty();
        }
        return argument.dataType < 0
                ? Optional.empty()
                : Optional.of(new Tensor(index, argument.use, argument.word, DataType.ofCode(argument.dataType),
                        numbers(argument.shape), numbers(argument.rawShape), numbers(argument.offset), hasBytes));
    }

    private long[] numbers(int[] numbers) {
        long[] copy = new long[argument.dims];
        for (int d = 0; d < copy.length; d++) {
            copy[d] = Integer.toUnsignedLong(numbers[d]);
        }
        return copy;
    }

    @Override
    public void ready(Task task, int thread) {
        for (Tensor tensor : tasks.getOrDefault(task.id(), List.of())) {
            if (plan.has(true) && isRead(tensor.use)) {
                dump(task, tensor, true);
            }
        }
    }

    @Override
    public void completed(Task task, int thread) {
        List<Tensor> tensors = tasks.remove(task.id());
        if (tensors == null) {
            return;
        }
        for (Tensor tensor : tensors) {
            if (plan.has(false) && isWritten(tensor.use)) {
                dump(task, tensor, false);
            }
        }
    }

    private static boolean isRead(Use use) {
        return use != Use.CREATES && use != Use.WRITES_EXISTING;
    }

    private static boolean isWritten(Use use) {
        return use == Use.CREATES || use == Use.WRITES_EXISTING || use == Use.READS_AND_WRITES;
    }

    private synchronized void dump(Task task, Tensor tensor, boolean before) {
        long bytes = tensor.hasBytes ? tensor.elements() * tensor.type.size() : 0;
        long at = written;
        long kept = 0;
        CRC32 checksum = new CRC32();
        if (bytes > 0 && bytes <= limit - written) {
            try {
                kept = writePayload(tensor);
            } catch (IOException e) {
                kept = 0;
            }
            if (kept == bytes && bytes > 0) {
                updateAll(tensor, checksum);
            }
        }
        written += kept;
        writeIndex(task, tensor, before, at, kept, bytes, checksum.getValue());
    }

    private long writePayload(Tensor tensor) throws IOException {
        payloads.position(written);
        long rows = rows(tensor);
        long done = 0;
        for (long first = 0; first < rows; first += ROWS_AT_ONCE) {
            ByteBuffer[] together = new ByteBuffer[(int) Math.min(ROWS_AT_ONCE, rows - first)];
            long wanted = 0;
            for (int i = 0; i < together.length; i++) {
                together[i] = row(tensor, first + i).asByteBuffer();
                wanted += together[i].remaining();
            }
            long chunk = 0;
            while (chunk < wanted) {
                long count = payloads.write(together);
                if (count <= 0) {
                    return done + chunk;
                }
                chunk += count;
            }
            done += chunk;
        }
        return done;
    }

    /** Pieces of more than an int's bytes are cut, as buffers have no more. */
    private static long rows(Tensor tensor) {
        long elements = tensor.elements();
        if (elements == 0) {
            return 0;
        }
        return tensor.isContiguous()
                ? Math.ceilDiv(elements * tensor.type.size(), PIECE)
                : elements / tensor.shape[tensor.shape.length - 1];
    }

    private static MemorySegment row(Tensor tensor, long number) {
        if (tensor.isContiguous()) {
            long bytes = tensor.elements() * tensor.type.size();
            return NativeMemory.at(tensor.row(0) + number * PIECE, Math.min(PIECE, bytes - number * PIECE));
        }
        return NativeMemory.at(tensor.row(number), tensor.shape[tensor.shape.length - 1] * tensor.type.size());
    }

    /** All of it could be read just now. */
    private static void updateAll(Tensor tensor, CRC32 checksum) {
        for (long i = 0; i < rows(tensor); i++) {
            checksum.update(row(tensor, i).asByteBuffer());
        }
    }

    private void writeIndex(Task task, Tensor tensor, boolean before, long at, long kept, long bytes, long checksum) {
        TensorDumpFile.Entry entry = new TensorDumpFile.Entry(task.id(), funcIds(task), role(tensor.use), before,
                tensor.index, tensor.type.name(), tensor.isContiguous(), tensor.shape, tensor.raw, tensor.offset, at,
                kept, kept < bytes || bytes < 0, checksum, tensor.use == Use.SCALAR ? tensor.address : 0);
        ByteBuffer line = ByteBuffer.wrap(entry.line(plan.newer()).getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                index.write(line);
            }
        } catch (IOException e) {
            // a disk that is full: the last line is cut, which who reads the index notices
        }
    }

    private static int[] funcIds(Task task) {
        int[] ids = new int[Task.SLOTS];
        for (int slot = 0; slot < ids.length; slot++) {
            ids[slot] = task.funcId(slot);
        }
        return ids;
    }

    private static String role(Use use) {
        return switch (use) {
            case READS, UNORDERED -> "input";
            case SCALAR -> "scalar";
            case CREATES, WRITES_EXISTING -> "output";
            case READS_AND_WRITES -> "inout";
        };
    }

    /** Write no more; no thread touches the run any more. */
    @Override
    public void close() {
        try (payloads; index) {
            tasks.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("a tensor dump could not be written to its end", e);
        }
    }
}

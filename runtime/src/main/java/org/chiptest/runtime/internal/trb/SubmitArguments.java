package org.chiptest.runtime.internal.trb;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.chiptest.runtime.internal.memory.MemoryNames;

/**
 * The arguments of the submit under way: reads them from where the orchestration has them, checks them, and lays them out as
 * a task's payload, the tensors followed by the scalars. Used by the orchestrating thread only.
 */
final class SubmitArguments {

    static final int INPUT = TensorArgType.INPUT.code();
    static final int OUTPUT = TensorArgType.OUTPUT.code();
    static final int INOUT = TensorArgType.INOUT.code();
    static final int OUTPUT_EXISTING = TensorArgType.OUTPUT_EXISTING.code();

    /** Most bytes of one payload. */
    static final long MAX_PAYLOAD_BYTES = ArgDescriptor.MAX_TENSORS * TensorDescriptor.SIZE
            + ArgDescriptor.MAX_SCALARS * Long.BYTES;

    private static final int TAGS = TensorArgType.values().length;
    private static final long OUTPUT_ALIGNMENT = 1024;

    /** Bytes before and behind each output, where AddressSanitizer runs: with it, outputs are not packed. */
    private static final long RED_ZONE = OUTPUT_ALIGNMENT;

    private static final int TEXT_LIMIT = 1024;
    private static final int[] ELEMENT_SIZES = elementSizes();

    private final int[] tags = new int[ArgDescriptor.MAX_TENSORS];
    private final long[] sources = new long[ArgDescriptor.MAX_TENSORS];
    private final long[] outputBytes = new long[ArgDescriptor.MAX_TENSORS];
    private final long[] elementBytes = new long[ArgDescriptor.MAX_TENSORS];
    private final MemoryNames names;
    private long arg;
    private int tensorCount;
    private int scalarCount;
    private int outputCount;
    private long heapBytes;

    SubmitArguments(MemoryNames names) {
        this.names = names;
    }

    /** Read the arguments at an address. */
    void read(long address) {
        if (address == 0) {
            throw invalid("the task's arguments are a null pointer");
        }
        arg = address;
        if (NativeMemory.getByte(arg + ArgDescriptor.HAS_ERROR) != 0) {
            long message = NativeMemory.getLong(arg + ArgDescriptor.ERROR_MESSAGE);
            throw invalid(NativeMemory.getString(message, TEXT_LIMIT));
        }
        tensorCount = count("tensors", ArgDescriptor.TENSOR_COUNT, ArgDescriptor.MAX_TENSORS);
        scalarCount = count("scalars", ArgDescriptor.SCALAR_COUNT, ArgDescriptor.MAX_SCALARS);
        requireDependencies();
        outputCount = 0;
        heapBytes = 0;
        for (int i = 0; i < tensorCount; i++) {
            readTensor(i);
        }
        if (SanitizerRuntime.isAddressSanitizer() && heapBytes > 0) {
            heapBytes += RED_ZONE; // behind the last one
        }
    }

    /** Return the size of a heap in which whatever fits this many bytes fits with red zones too. */
    static long withRedZones(long heapBytes) {
        return SanitizerRuntime.isAddressSanitizer() ? Math.multiplyExact(heapBytes, 3) : heapBytes;
    }

    int tensorCount() {
        return tensorCount;
    }

    int scalarCount() {
        return scalarCount;
    }

    int outputCount() {
        return outputCount;
    }

    int tag(int tensor) {
        return tags[tensor];
    }

    /** Return the address of a tensor where the orchestration has it. */
    long source(int tensor) {
        return sources[tensor];
    }

    /** Return the bytes that all outputs take. */
    long heapBytes() {
        return heapBytes;
    }

    /** Return the bytes that the payload takes. */
    long payloadBytes() {
        return tensorCount * TensorDescriptor.SIZE + scalarCount * (long) Long.BYTES;
    }

    int blockNum() {
        return NativeMemory.getShort(arg + ArgDescriptor.BLOCK_NUM);
    }

    boolean requireSyncStart() {
        return NativeMemory.getByte(arg + ArgDescriptor.REQUIRE_SYNC_START) != 0;
    }

    /** Tell whether the orchestration has marked a tensor for dumps. */
    boolean isMarked(int tensor) {
        return (NativeMemory.getInt(arg + ArgDescriptor.DUMP_MARKS) & 1 << tensor) != 0;
    }

    int dependencyCount() {
        return NativeMemory.getInt(arg + ArgDescriptor.DEPENDENCY_COUNT);
    }

    long dependency(int index) {
        return NativeMemory
                .getLong(NativeMemory.getLong(arg + ArgDescriptor.DEPENDENCIES) + Integer.toUnsignedLong(index) * 8);
    }

    /**
     * Write a payload.
     *
     * @param owner   id of the task that creates the outputs
     * @param heap    address of the outputs' memory
     * @param outputs where the orchestration gets its result, still saying "nothing"
     */
    void write(long payload, long owner, long heap, long outputs) {
        long output = heap;
        long result = outputs + TaskOutputTensorsDescriptor.TENSORS;
        long tensor = payload;
        for (int i = 0; i < tensorCount; i++) {
            if (tags[i] == OUTPUT) {
                output += zoneBefore(i);
                create(sources[i], tensor, owner, output, outputBytes[i]);
                NativeMemory.putLong(result, tensor);
                if (zoneBefore(i) > 0) {
                    poisonAround(i, output, owner);
                }
                output += outputBytes[i];
                result += Long.BYTES;
            } else {
                copy(sources[i], tensor);
            }
            tensor += TensorDescriptor.SIZE;
        }
        for (int i = 0; i < scalarCount; i++) {
            NativeMemory.putLong(tensor + 8L * i, scalar(i));
        }
        NativeMemory.putLong(outputs + TaskOutputTensorsDescriptor.TASK_ID, owner);
        NativeMemory.putInt(outputs + TaskOutputTensorsDescriptor.COUNT, outputCount);
    }

    /** Describe the submit under way to an observer: its tensors are those of the payload that {@link #write} has laid out. */
    SubmittedTask content(long payload, ScopeStack scopes) {
        return new SubmittedContent(this, payload, scopes.isManual(), scopes.depth());
    }

    /** Return the bits of a scalar. */
    long scalar(int index) {
        return NativeMemory.getLong(arg + ArgDescriptor.SCALARS + 8L * index);
    }

    /** Return the size of an element of a tensor's data type, given by its code; 0 if there is no such type. */
    static int elementSize(int dtype) {
        return dtype >= 0 && dtype < ELEMENT_SIZES.length ? ELEMENT_SIZES[dtype] : 0;
    }

    private int count(String what, long field, int limit) {
        int count = NativeMemory.getInt(arg + field);
        if (count < 0 || count > limit) {
            throw invalid("the task's arguments say that they have " + count + " " + what + ", which is not 0 to "
                    + limit + "; are they an Arg of these headers?");
        }
        return count;
    }

    private void requireDependencies() {
        int count = dependencyCount();
        if (count < 0 || count > 0 && NativeMemory.getLong(arg + ArgDescriptor.DEPENDENCIES) == 0) {
            throw invalid("the task's arguments say that they have " + Integer.toUnsignedString(count)
                    + " dependencies, at a null pointer or more than there can be; are they an Arg of these headers?");
        }
    }

    private void readTensor(int i) {
        int tag = NativeMemory.getInt(arg + ArgDescriptor.TAGS + 4L * i);
        long source = NativeMemory.getLong(arg + ArgDescriptor.TENSORS + 8L * i);
        if (tag < 0 || tag >= TAGS) {
            throw invalid("tensor " + i + " has the unknown tag " + tag);
        }
        if (source == 0) {
            throw invalid("tensor " + i + " is a null pointer");
        }
        tags[i] = tag;
        sources[i] = source;
        if (tag == OUTPUT) {
            long bytes = outputBytes(i, source);
            outputBytes[i] = roundedUp(bytes);
            elementBytes[i] = bytes;
            heapBytes += outputBytes[i] + zoneBefore(i);
            outputCount++;
        } else {
            requireTensor(i, source);
        }
    }

    private static void requireTensor(int i, long tensor) {
        int dims = NativeMemory.getInt(tensor + TensorDescriptor.DIMS);
        int dtype = NativeMemory.getByte(tensor + TensorDescriptor.DTYPE);
        if (dims < 0 || dims > TensorDescriptor.MAX_DIMS || elementSize(dtype) == 0) {
            throw invalid("tensor " + i + " says that it has " + Integer.toUnsignedString(dims)
                    + " dimensions of data type " + dtype + "; there can be " + TensorDescriptor.MAX_DIMS
                    + " dimensions, and types are 0 to " + (ELEMENT_SIZES.length - 1)
                    + "; is it a Tensor of these headers?");
        }
        if (NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) == 0) {
            requireStartInside(i, tensor, dims, elementSize(dtype));
        }
    }

    /**
     * Refuse a view of which no byte can be its buffer's: a kernel would read what was allocated behind it. One that begins inside and
     * reaches beyond is left to its kernel, which may know how much of its last tile is valid.
     */
    private static void requireStartInside(int i, long tensor, int dims, int elementSize) {
        boolean rawEqualsShapes = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        long raw = tensor + (rawEqualsShapes ? TensorDescriptor.SHAPES : TensorDescriptor.RAW_SHAPES);
        long bytes = NativeMemory.getLong(tensor + TensorDescriptor.BYTES);
        long elements = bytes / elementSize;
        boolean inside = true;
        long start = 0;
        for (int d = 0; d < dims; d++) {
            if (NativeMemory.getInt(tensor + TensorDescriptor.SHAPES + 4L * d) == 0) {
                // it has no bytes
                return;
            }
            start = start * unsigned(raw, d) + unsigned(tensor + TensorDescriptor.OFFSETS, d);
            // checked in each dimension, where the product cannot overflow yet
            inside &= start < elements;
            start = Math.min(start, elements);
        }
        if (!inside) {
            throw invalid("tensor " + i + " begins outside its buffer of " + Long.toUnsignedString(bytes)
                    + " bytes: its offsets are " + list(tensor + TensorDescriptor.OFFSETS, dims) + " in a raw shape of "
                    + list(raw, dims) + "; is the view larger than what it was made from?");
        }
    }

    private static long unsigned(long numbers, int index) {
        return Integer.toUnsignedLong(NativeMemory.getInt(numbers + 4L * index));
    }

    private static String list(long numbers, int count) {
        return IntStream.range(0, count).mapToObj(i -> Long.toString(unsigned(numbers, i)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static long outputBytes(int i, long info) {
        int dims = NativeMemory.getInt(info + TensorCreateInfoDescriptor.DIMS);
        int dtype = NativeMemory.getByte(info + TensorCreateInfoDescriptor.DTYPE);
        long bytes = elementSize(dtype);
        if (dims < 0 || dims > TensorDescriptor.MAX_DIMS || bytes == 0) {
            throw invalid("tensor " + i + " is to be created with " + Integer.toUnsignedString(dims)
                    + " dimensions of data type " + dtype + "; there can be " + TensorDescriptor.MAX_DIMS
                    + " dimensions, and types are 0 to " + (ELEMENT_SIZES.length - 1));
        }
        for (int d = 0; d < dims; d++) {
            if (NativeMemory.getInt(info + TensorCreateInfoDescriptor.RAW_SHAPES + 4L * d) == 0) {
                // whatever the other dimensions are
                return 0;
            }
        }
        for (int d = 0; d < dims; d++) {
            long shape = Integer
                    .toUnsignedLong(NativeMemory.getInt(info + TensorCreateInfoDescriptor.RAW_SHAPES + 4L * d));
            if (bytes > (Long.MAX_VALUE >>> 5) / shape) {
                throw new FatalError(ErrorCode.HEAP_RING_DEADLOCK,
                        "tensor " + i + " is to be created with more bytes than any heap has");
            }
            bytes *= shape;
        }
        return bytes;
    }

    private static long roundedUp(long bytes) {
        return bytes + OUTPUT_ALIGNMENT - 1 & -OUTPUT_ALIGNMENT;
    }

    private long zoneBefore(int output) {
        return SanitizerRuntime.isAddressSanitizer() && outputBytes[output] > 0 ? RED_ZONE : 0;
    }

    /**
     * Have AddressSanitizer refuse the zones around the outputs, and what their sizes are rounded up by. What tasks before this one
     * had here was poisoned when they were consumed, or never touched.
     */
    private void poisonAround(int i, long output, long owner) {
        long end = output + elementBytes[i];
        SanitizerRuntime.poison(output - RED_ZONE, RED_ZONE);
        SanitizerRuntime.unpoison(output, elementBytes[i]);
        SanitizerRuntime.poison(end, output + outputBytes[i] + RED_ZONE - end);
        names.add(output, elementBytes[i], () -> "the tensor that " + TaskId.text(owner)
                + " created for its argument " + i + " (" + elementBytes[i] + " bytes)");
    }

    private static void create(long info, long tensor, long owner, long address, long bytes) {
        NativeMemory.putLong(tensor + TensorDescriptor.ADDRESS, address);
        NativeMemory.putLong(tensor + TensorDescriptor.BYTES, bytes);
        NativeMemory.putLong(tensor + TensorDescriptor.OWNER, owner);
        NativeMemory.putLong(tensor + TensorDescriptor.START_OFFSET, 0);
        for (long at = TensorDescriptor.VERSION; at < TensorDescriptor.PLAIN_SIZE; at += Long.BYTES) {
            NativeMemory.putLong(tensor + at, NativeMemory.getLong(info + at));
        }
        if (NativeMemory.getByte(info + TensorCreateInfoDescriptor.HAS_INITIAL_VALUE) != 0) {
            int size = elementSize(NativeMemory.getByte(info + TensorCreateInfoDescriptor.DTYPE));
            fill(address, bytes, NativeMemory.getLong(info + TensorCreateInfoDescriptor.INITIAL_VALUE), size);
        }
    }

    /** Repeat the low bytes of a value over a buffer of whole kilobytes. */
    private static void fill(long address, long bytes, long value, int size) {
        if (bytes == 0) {
            return;
        }
        long pattern = value;
        for (int width = size; width < Long.BYTES; width *= 2) {
            int bits = width * Byte.SIZE;
            long low = pattern & -1L >>> Long.SIZE - bits;
            pattern = low | low << bits;
        }
        for (long at = 0; at < OUTPUT_ALIGNMENT; at += Long.BYTES) {
            NativeMemory.putLong(address + at, pattern);
        }
        for (long filled = OUTPUT_ALIGNMENT; filled < bytes; filled *= 2) {
            NativeMemory.copy(address, address + filled, Math.min(filled, bytes - filled));
        }
    }

    private static void copy(long source, long tensor) {
        for (long at = 0; at < TensorDescriptor.PLAIN_SIZE; at += Long.BYTES) {
            NativeMemory.putLong(tensor + at, NativeMemory.getLong(source + at));
        }
        boolean withoutOffsets = NativeMemory.getByte(source + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
        boolean plain = withoutOffsets && NativeMemory.getByte(source + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        if (!plain) {
            for (long at = TensorDescriptor.PLAIN_SIZE; at < TensorDescriptor.SIZE; at += Long.BYTES) {
                NativeMemory.putLong(tensor + at, NativeMemory.getLong(source + at));
            }
        }
        NativeMemory.putLong(tensor + TensorDescriptor.START_OFFSET, withoutOffsets ? 0 : startOffset(source));
    }

    private static long startOffset(long tensor) {
        boolean rawEqualsShapes = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        long raw = tensor + (rawEqualsShapes ? TensorDescriptor.SHAPES : TensorDescriptor.RAW_SHAPES);
        int dims = Math.min(NativeMemory.getInt(tensor + TensorDescriptor.DIMS), TensorDescriptor.MAX_DIMS);
        long start = 0;
        for (int d = 0; d < dims; d++) {
            start = start * Integer.toUnsignedLong(NativeMemory.getInt(raw + 4L * d))
                    + Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d));
        }
        return start;
    }

    private static FatalError invalid(String message) {
        return new FatalError(ErrorCode.INVALID_ARGS, message);
    }

    private static int[] elementSizes() {
        DataType[] types = DataType.values();
        int[] sizes = new int[types.length];
        for (DataType type : types) {
            sizes[type.code()] = type.size();
        }
        return sizes;
    }
}

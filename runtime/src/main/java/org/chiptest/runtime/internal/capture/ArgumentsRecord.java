package org.chiptest.runtime.internal.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENTS_COUNT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENTS_FIRST;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_DIMS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_PLAIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_SHAPE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_TYPE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_USE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_VERSION;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENT_WORD;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.argumentBytes;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.bytes;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.code;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.word;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.linker.NativeMemory;

/** Write the arguments of a task for a {@link Recorder}, and read them again, where nothing in the record is believed. */
@SuppressWarnings("EnumOrdinal") // constants are found again by their positions, see RecordsDescriptor.code
final class ArgumentsRecord {

    private ArgumentsRecord() {}

    /** Write an argument at an address, and return how many bytes it takes. */
    static int write(ArgumentDescription argument, long at) {
        boolean plain = true;
        for (int d = 0; d < argument.dims; d++) {
            plain &= argument.offset[d] == 0 && argument.rawShape[d] == argument.shape[d];
        }
        NativeMemory.putLong(at + ARGUMENT_USE,
                word(bytes(code(argument.use), argument.dataType, argument.dims, plain ? 1 : 0), argument.version));
        NativeMemory.putLong(at + ARGUMENT_WORD, argument.word);
        long number = at + ARGUMENT_SHAPE;
        for (int d = 0; d < argument.dims; d++, number += Integer.BYTES) {
            NativeMemory.putInt(number, argument.shape[d]);
        }
        for (int d = 0; !plain && d < argument.dims; d++, number += Integer.BYTES) {
            NativeMemory.putInt(number, argument.rawShape[d]);
        }
        for (int d = 0; !plain && d < argument.dims; d++, number += Integer.BYTES) {
            NativeMemory.putInt(number, argument.offset[d]);
        }
        return argumentBytes(argument.dims, plain);
    }

    /** Return the arguments, up to the first that is damaged. */
    static List<RecordedArgument> read(MemorySegment record) {
        int count = record.get(JAVA_INT, ARGUMENTS_COUNT);
        List<RecordedArgument> list = new ArrayList<>();
        long at = ARGUMENTS_FIRST;
        for (int i = 0; i < count && at + ARGUMENT_SHAPE <= record.byteSize(); i++) {
            int dims = record.get(JAVA_BYTE, at + ARGUMENT_DIMS);
            boolean plain = record.get(JAVA_BYTE, at + ARGUMENT_PLAIN) != 0;
            if (dims < 0 || dims > ArgumentDescription.MAX_DIMS
                    || at + argumentBytes(dims, plain) > record.byteSize()) {
                break;
            }
            list.add(argument(record.asSlice(at, argumentBytes(dims, plain)), i, dims, plain));
            at += argumentBytes(dims, plain);
        }
        return list;
    }

    private static RecordedArgument argument(MemorySegment at, int index, int dims, boolean plain) {
        Use use = Use.values()[Math.clamp(at.get(JAVA_BYTE, ARGUMENT_USE), 0, Use.values().length - 1)];
        long word = at.get(JAVA_LONG, ARGUMENT_WORD);
        int version = at.get(JAVA_INT, ARGUMENT_VERSION);
        if (use == Use.SCALAR) {
            return new RecordedArgument(index, Role.SCALAR, word, 0, 0, "", List.of(), List.of(), List.of());
        }
        int type = at.get(JAVA_BYTE, ARGUMENT_TYPE);
        List<Long> shape = numbers(at, ARGUMENT_SHAPE, dims);
        long further = (long) Integer.BYTES * dims;
        return new RecordedArgument(index, role(use), tensorId(word, version), word, version,
                type < 0 || type >= DataType.values().length ? "" : DataType.ofCode(type).name(), shape,
                plain ? shape : numbers(at, ARGUMENT_SHAPE + further, dims),
                plain ? shape.stream().map(_ -> 0L).toList() : numbers(at, ARGUMENT_SHAPE + 2 * further, dims));
    }

    private static Role role(Use use) {
        return switch (use) {
            case READS -> Role.INPUT;
            case CREATES, WRITES_EXISTING -> Role.OUTPUT;
            case READS_AND_WRITES -> Role.INOUT;
            case UNORDERED -> Role.NO_DEP;
            case SCALAR -> Role.SCALAR;
        };
    }

    private static List<Long> numbers(MemorySegment at, long offset, int count) {
        List<Long> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(Integer.toUnsignedLong(at.get(JAVA_INT, offset + 4L * i)));
        }
        return numbers;
    }

    /** Identify a tensor by its buffer and version. */
    private static long tensorId(long address, int version) {
        MemorySegment bytes = MemorySegment.ofArray(new long[2]);
        bytes.set(JAVA_LONG, 0, address);
        bytes.set(JAVA_INT, Long.BYTES, version);
        return Fnv1a64.hash(bytes.asSlice(0, Long.BYTES + Integer.BYTES));
    }
}

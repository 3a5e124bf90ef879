package org.chiptest.runtime.internal.args;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.RunSettings;

/**
 * Lay a {@link CallConfig} out in {@value #SIZE} packed bytes ({@code docs/contract/arguments.md#configuration-of-a-run}).
 *
 * <pre>
 *   0           4                  8                    12                   16           20               24               1048
 *   +-----------+------------------+--------------------+--------------------+------------+----------------+----------------+
 *   | block_dim | aicpu_thread_num | enable_l2_swimlane | enable_dump_tensor | enable_pmu | enable_dep_gen | output_prefix  |
 *   | i32       | i32              | i32                | i32                | i32        | i32            | 1024 bytes     |
 *   +-----------+------------------+--------------------+--------------------+------------+----------------+----------------+
 * </pre>
 *
 * The prefix ends with a NUL byte. {@link RunSettings}, the format of files and the selection of a dump have no place here; they travel by
 * {@link RunSettingsDescriptor} and {@link CaptureOptionsDescriptor}.
 */
public final class CallConfigDescriptor {

    public static final long BLOCK_DIM = 0;
    public static final long AICPU_THREAD_NUM = 4;
    public static final long ENABLE_L2_SWIMLANE = 8;
    public static final long ENABLE_DUMP_TENSOR = 12;
    public static final long ENABLE_PMU = 16;
    public static final long ENABLE_DEP_GEN = 20;
    public static final long OUTPUT_PREFIX = 24;
    public static final long OUTPUT_PREFIX_SIZE = 1024;
    public static final long SIZE = 1048;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CallConfigDescriptor() {}

    /** Write all {@value #SIZE} bytes at the start of a segment. */
    public static void write(CallConfig config, MemorySegment dst) {
        MemorySegment bytes = dst.asSlice(0, SIZE);
        bytes.set(I32, BLOCK_DIM, config.blockDim());
        bytes.set(I32, AICPU_THREAD_NUM, config.aicpuThreadNum());
        Diagnostics diagnostics = config.diagnostics();
        bytes.set(I32, ENABLE_L2_SWIMLANE, diagnostics.l2Swimlane());
        bytes.set(I32, ENABLE_DUMP_TENSOR, diagnostics.dumpTensor());
        bytes.set(I32, ENABLE_PMU, diagnostics.pmu());
        bytes.set(I32, ENABLE_DEP_GEN, diagnostics.depGen());
        byte[] prefix = diagnostics.outputPrefix().getBytes(StandardCharsets.UTF_8);
        MemorySegment field = bytes.asSlice(OUTPUT_PREFIX, OUTPUT_PREFIX_SIZE);
        field.copyFrom(MemorySegment.ofArray(prefix));
        field.asSlice(prefix.length).fill((byte) 0);
    }

    /**
     * Read the configuration at the start of a segment.
     *
     * @param settings the part of the configuration that lies elsewhere
     * @throws ArgumentFormatException if the segment is too short or the output prefix is damaged
     */
    public static CallConfig read(MemorySegment src, RunSettings settings) {
        if (src.byteSize() < SIZE) {
            throw new ArgumentFormatException(
                    "a call configuration takes " + SIZE + " bytes, only " + src.byteSize() + " are here");
        }
        return new CallConfig(src.get(I32, BLOCK_DIM), src.get(I32, AICPU_THREAD_NUM), diagnostics(src), settings);
    }

    /** Almost every run records nothing, and then allocates nothing for it. */
    private static Diagnostics diagnostics(MemorySegment src) {
        int l2Swimlane = src.get(I32, ENABLE_L2_SWIMLANE);
        int dumpTensor = src.get(I32, ENABLE_DUMP_TENSOR);
        int pmu = src.get(I32, ENABLE_PMU);
        int depGen = src.get(I32, ENABLE_DEP_GEN);
        boolean hasPrefix = src.get(ValueLayout.JAVA_BYTE, OUTPUT_PREFIX) != 0;
        return (l2Swimlane | dumpTensor | pmu | depGen) == 0 && !hasPrefix
                ? Diagnostics.NONE
                : new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen,
                        prefix(src.asSlice(OUTPUT_PREFIX, OUTPUT_PREFIX_SIZE)));
    }

    private static String prefix(MemorySegment field) {
        ByteBuffer bytes = field.asByteBuffer();
        int length = 0;
        while (length < OUTPUT_PREFIX_SIZE && bytes.get(length) != 0) {
            length++;
        }
        if (length == OUTPUT_PREFIX_SIZE) {
            throw new ArgumentFormatException("damaged call configuration: output_prefix at byte " + OUTPUT_PREFIX
                    + " has no end mark within " + OUTPUT_PREFIX_SIZE + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(0, length)).toString();
        } catch (CharacterCodingException e) {
            throw new ArgumentFormatException(
                    "damaged call configuration: output_prefix at byte " + OUTPUT_PREFIX + " is not UTF-8");
        }
    }
}

package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.chiptest.runtime.SeedCorpus;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.args.CallConfigDescriptor;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.TaskArgsBlob;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arguments that are refused with a reason, or that, written again, are the bytes that were read. */
class ArgumentFuzzTests {

    @FuzzTest(maxDuration = "5m")
    void taskArgsBlob(byte[] bytes) {
        TaskArgs args;
        try {
            args = TaskArgsBlob.read(MemorySegment.ofArray(bytes));
        } catch (ArgumentFormatException e) {
            assertThat(e).hasMessageMatching(".{20,}");
            return;
        }
        byte[] consumed = Arrays.copyOf(bytes, (int) TaskArgsBlob.size(args));
        for (int i = 0; i < args.tensorCount(); i++) {
            clearWhatMeansNothing(consumed, 8 + 40 * i);
        }
        byte[] again = new byte[consumed.length];
        TaskArgsBlob.write(args, MemorySegment.ofArray(again));
        assertThat(again).isEqualTo(consumed);
    }

    @FuzzTest(maxDuration = "5m")
    void chipStorageTaskArgs(byte[] bytes) {
        TaskArgs args;
        try {
            args = ChipStorageTaskArgsDescriptor.read(MemorySegment.ofArray(bytes));
        } catch (ArgumentFormatException e) {
            assertThat(e).hasMessageMatching(".{20,}");
            return;
        }
        byte[] consumed = Arrays.copyOf(bytes, 3592);
        for (int i = 0; i < args.tensorCount(); i++) {
            clearWhatMeansNothing(consumed, 40 * i);
        }
        Arrays.fill(consumed, 40 * args.tensorCount(), 2560, (byte) 0);
        Arrays.fill(consumed, 2560 + 8 * args.scalarCount(), 3584, (byte) 0);
        byte[] again = new byte[3592];
        ChipStorageTaskArgsDescriptor.write(args, MemorySegment.ofArray(again));
        assertThat(again).isEqualTo(consumed);
    }

    @FuzzTest(maxDuration = "5m")
    void callConfig(byte[] bytes) {
        CallConfig config;
        try {
            config = CallConfigDescriptor.read(MemorySegment.ofArray(bytes), RunSettings.unset());
        } catch (ArgumentFormatException e) {
            assertThat(e).hasMessageMatching(".{20,}");
            return;
        }
        byte[] consumed = Arrays.copyOf(bytes, 1048);
        int end = 24;
        while (consumed[end] != 0) {
            end++;
        }
        Arrays.fill(consumed, end, 1048, (byte) 0);
        byte[] again = new byte[1048];
        CallConfigDescriptor.write(config, MemorySegment.ofArray(again));
        assertThat(again).isEqualTo(consumed);
    }

    @Test
    @Tag("jazzer")
    void validSeedsAreArguments() {
        SeedCorpus.of(ArgumentFuzzTests.class, "taskArgsBlob").assertValidSeedsAreTaken(TaskArgsBlob::read);
        SeedCorpus.of(ArgumentFuzzTests.class, "chipStorageTaskArgs")
                .assertValidSeedsAreTaken(ChipStorageTaskArgsDescriptor::read);
        SeedCorpus.of(ArgumentFuzzTests.class, "callConfig")
                .assertValidSeedsAreTaken(bytes -> CallConfigDescriptor.read(bytes, RunSettings.unset()));
    }

    /** Clear the unused dimensions and the padding of a tensor: a writer may leave anything there. */
    private static void clearWhatMeansNothing(byte[] bytes, int tensor) {
        int dimensions = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(tensor + 28);
        Arrays.fill(bytes, tensor + 8 + 4 * dimensions, tensor + 28, (byte) 0);
        Arrays.fill(bytes, tensor + 34, tensor + 40, (byte) 0);
    }
}

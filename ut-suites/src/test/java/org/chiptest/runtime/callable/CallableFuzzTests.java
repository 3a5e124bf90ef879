package org.chiptest.runtime.callable;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.chiptest.runtime.SeedCorpus;
import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that are refused with a reason, or whose parts, written again, are the bytes that were read. */
class CallableFuzzTests {

    @FuzzTest(maxDuration = "5m")
    void chipCallable(byte[] bytes) {
        ChipCallable callable;
        try {
            callable = ChipCallable.parse(MemorySegment.ofArray(bytes));
        } catch (CallableFormatException e) {
            assertThat(e).hasMessageMatching(".{20,}");
            return;
        }
        byte[] consumed = Arrays.copyOf(bytes, (int) callable.byteSize());
        assertThat(ImageBytes.of(callable).array()).isEqualTo(consumed);
        assertThat(callable.contentHash()).isEqualTo(Fnv1a64.hash(consumed));
    }

    @FuzzTest(maxDuration = "5m")
    void coreCallable(byte[] bytes) {
        CoreCallable kernel;
        try {
            kernel = CoreCallable.parse(MemorySegment.ofArray(bytes));
        } catch (CallableFormatException e) {
            assertThat(e).hasMessageMatching(".{20,}");
            return;
        }
        assertThat(ImageBytes.of(kernel).array()).isEqualTo(Arrays.copyOf(bytes, (int) kernel.byteSize()));
    }

    @Test
    @Tag("jazzer")
    void validSeedsAreCallables() {
        SeedCorpus.of(CallableFuzzTests.class, "chipCallable").assertValidSeedsAreTaken(ChipCallable::parse);
        SeedCorpus.of(CallableFuzzTests.class, "coreCallable").assertValidSeedsAreTaken(CoreCallable::parse);
    }
}

package org.chiptest.runtime.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;

import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.CoreCallableDescriptor;
import org.junit.jupiter.api.Test;

class CoreCallableTests {

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{CoreCallableDescriptor.SIGNATURE, CoreCallableDescriptor.SIG_COUNT,
            CoreCallableDescriptor.BINARY_SIZE, CoreCallableDescriptor.RESOLVED_ADDR,
            CoreCallableDescriptor.PADDING, CoreCallableDescriptor.BINARY}).containsExactly(0, 64, 68, 72, 80, 128);
        assertThat(CoreCallableDescriptor.MAX_SIGNATURE).isEqualTo(16);
    }

    @Test
    void aKernelIsWrittenByteForByte() {
        CoreCallable kernel = CoreCallable.of(List.of(IN, OUT), new byte[]{'a', 'b', 'c'});

        assertThat(bytes(kernel.image())).isEqualTo(ImageBytes.kernel("abc").array());
        assertThat(kernel.byteSize()).isEqualTo(131);
    }

    @Test
    void aParsedKernelHasItsParts() {
        CoreCallable kernel = CoreCallable.parse(ImageBytes.kernel("abc").segment());

        assertThat(kernel.signature()).containsExactly(IN, OUT);
        assertThat(bytes(kernel.binary())).containsExactly('a', 'b', 'c');
        assertThat(bytes(kernel.image())).isEqualTo(ImageBytes.kernel("abc").array());
    }

    @Test
    void anEmptyBinaryIsLegal() {
        assertThat(CoreCallable.of(List.of(), new byte[0]).byteSize()).isEqualTo(128);
    }

    @Test
    void sixteenArgumentsAreTheMost() {
        assertThat(CoreCallable.of(Collections.nCopies(16, IN), new byte[0]).signature()).hasSize(16);
        assertThatThrownBy(() -> CoreCallable.of(Collections.nCopies(17, IN), new byte[0]))
                .isInstanceOf(CallableFormatException.class).hasMessage(
                        "sig_count exceeds MaxSig: a kernel has a signature of 17 arguments, at most 16 are possible");
    }

    @Test
    void laterChangesOfTheSourceDoNotReachTheKernel() {
        byte[] binary = {1, 2};
        byte[] image = ImageBytes.kernel("abc").array();
        CoreCallable built = CoreCallable.of(List.of(), binary);
        CoreCallable parsed = CoreCallable.parse(MemorySegment.ofArray(image));

        binary[0] = 9;
        image[128] = 9;

        assertThat(bytes(built.binary())).containsExactly(1, 2);
        assertThat(bytes(parsed.binary())).containsExactly('a', 'b', 'c');
    }

    @Test
    void theImageCannotBeWritten() {
        CoreCallable kernel = CoreCallable.of(List.of(), new byte[]{1});

        assertThat(kernel.image().isReadOnly()).isTrue();
        assertThat(kernel.binary().isReadOnly()).isTrue();
    }

    @Test
    void bytesBehindTheImageAreNotLookedAt() {
        assertThat(CoreCallable.parse(ImageBytes.kernel("abc").segment(200)).byteSize()).isEqualTo(131);
    }

    @Test
    void aTruncatedImageIsRefused() {
        assertRefused(ImageBytes.kernel("abc").segment(127),
                "kernel image: truncated: its header takes 128 bytes, only 127 are here");
        assertRefused(ImageBytes.kernel("abc").segment(130),
                "kernel image: truncated: binary_size makes it 131 bytes long, only 130 are here");
    }

    @Test
    void aSizeThatNoArrayHoldsIsRefused() {
        assertRefused(ImageBytes.kernel("abc").int32(68, -1).segment(),
                "kernel image: binary_size makes it 4294967423 bytes long, at most 2147483639 are possible");
    }

    @Test
    void anImpossibleCountIsRefused() {
        assertRefused(ImageBytes.kernel("").int32(64, 17).segment(),
                "sig_count exceeds MaxSig: kernel image has a signature of 17 arguments, at most 16 are possible");
        assertRefused(ImageBytes.kernel("").int32(64, -1).segment(),
                "kernel image: sig_count is -1; it must be 0 to 16");
    }

    @Test
    void anUnknownDirectionIsRefused() {
        assertRefused(ImageBytes.kernel("").int32(4, 4).segment(), "kernel image: signature[1]: unknown argument"
                + " direction code 4; the known codes are 0 (SCALAR), 1 (IN), 2 (OUT) and 3 (INOUT)");
    }

    @Test
    void anUnusedDirectionThatIsSetIsRefused() {
        assertRefused(ImageBytes.kernel("").int32(60, 1).segment(),
                "kernel image: signature[15] is 1, but sig_count is 2; unused entries must be 0");
    }

    @Test
    void aResolvedAddressIsRefused() {
        assertRefused(ImageBytes.kernel("").int64(72, 0x1234).segment(),
                "kernel image: resolved_addr is 0x1234, but must be 0 in an image that was not uploaded; pass the"
                        + " original image, not its copy on a device");
    }

    @Test
    void paddingThatIsNotZeroIsRefused() {
        assertRefused(ImageBytes.kernel("").int8(127, 1).segment(),
                "kernel image: byte 127 is not 0, but the bytes 80 to 127 are padding");
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    private static void assertRefused(MemorySegment image, String message) {
        assertThatThrownBy(() -> CoreCallable.parse(image)).isInstanceOf(CallableFormatException.class)
                .hasMessage(message);
    }
}

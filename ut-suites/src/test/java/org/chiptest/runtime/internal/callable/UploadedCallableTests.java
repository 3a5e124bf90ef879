package org.chiptest.runtime.internal.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.ChipCallableTests;
import org.chiptest.runtime.callable.ImageBytes;
import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadedCallableTests {

    private static final long[] FUNCTIONS = {0x1111_2222_3333_4444L, 0x5555_6666_7777_8888L};
    private static final int FIRST = 8596 + 64;
    private static final int SECOND = 8596 + 256;

    private final Arena arena = Arena.ofConfined();
    private final ChipCallable callable = ChipCallableTests.example().build();
    private final MemorySegment copy = arena.allocate(callable.byteSize(), 64);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void inSimulationTheAddressesOfTheFunctionsAreWrittenIntoTheCopy() {
        UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> FUNCTIONS[kernel.index()]));

        assertThat(bytes()).isEqualTo(
                ImageBytes.example().int64(FIRST + 72, FUNCTIONS[0]).int64(SECOND + 72, FUNCTIONS[1]).array());
    }

    @Test
    void aCopyIsOneOfItsCallableOnlyWhateverTheAddressesAre() {
        UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> FUNCTIONS[kernel.index()]));

        assertThat(UploadedCallable.isCopyOf(callable, copy)).isTrue();
        assertThat(UploadedCallable.isCopyOf(callable, copy.asSlice(0, copy.byteSize() - 1))).isFalse();
        for (long changed : new long[]{0, FIRST + 71, FIRST + 80, SECOND + 71, SECOND + 80, copy.byteSize() - 1}) {
            byte before = copy.get(ValueLayout.JAVA_BYTE, changed);
            copy.set(ValueLayout.JAVA_BYTE, changed, (byte) ~before);
            assertThat(UploadedCallable.isCopyOf(callable, copy)).as("byte %d", changed).isFalse();
            copy.set(ValueLayout.JAVA_BYTE, changed, before);
        }
        assertThat(UploadedCallable.isCopyOf(callable, copy)).isTrue();
    }

    @Test
    void inSimulationKernelsAreFoundInTheCopy() {
        UploadedCallable uploaded = UploadedCallable.upload(callable, copy,
                new LoadedResolution(kernel -> FUNCTIONS[kernel.index()]));

        assertThat(uploaded).isEqualTo(new UploadedCallable(copy.address(),
                List.of(new UploadedKernel(7, copy.address() + FIRST, FUNCTIONS[0]),
                        new UploadedKernel(1023, copy.address() + SECOND, FUNCTIONS[1]))));
    }

    @Test
    void onACardTheAddressesOfTheBinariesAreWrittenIntoTheCopy() {
        UploadedCallable.upload(callable, copy, new OnDeviceResolution(0x1200_0000_0040L));

        assertThat(bytes()).isEqualTo(ImageBytes.example().int64(FIRST + 72, 0x1200_0000_0040L + 8596 + 64 + 128)
                .int64(SECOND + 72, 0x1200_0000_0040L + 8596 + 256 + 128).array());
    }

    @Test
    void onACardKernelsAreFoundInDeviceMemory() {
        UploadedCallable uploaded = UploadedCallable.upload(callable, copy, new OnDeviceResolution(0x10000));

        assertThat(uploaded).isEqualTo(
                new UploadedCallable(0x10000, List.of(new UploadedKernel(7, 0x10000 + FIRST, 0x10000 + FIRST + 128),
                        new UploadedKernel(1023, 0x10000 + SECOND, 0x10000 + SECOND + 128))));
    }

    @Test
    void aCopyForACardMayLieInTheHeap() {
        byte[] staging = new byte[(int) callable.byteSize()];

        UploadedCallable.upload(callable, MemorySegment.ofArray(staging), new OnDeviceResolution(0));

        assertThat(staging).isEqualTo(
                ImageBytes.example().int64(FIRST + 72, FIRST + 128).int64(SECOND + 72, SECOND + 128).array());
    }

    @Test
    void theCallersImageIsNotWritten() {
        UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> FUNCTIONS[kernel.index()]));

        assertThat(callable.image().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(ImageBytes.example().array());
        assertThat(callable.contentHash()).isEqualTo(Fnv1a64.hash(callable.image()));
    }

    @Test
    void theLoaderSeesEachKernelOnceInTheOrderOfTheImage() {
        List<PlacedKernel> seen = new ArrayList<>();

        UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> {
            seen.add(kernel);
            return 1;
        }));

        assertThat(seen).extracting(PlacedKernel::funcId).containsExactly(7, 1023);
        assertThat(seen).extracting(PlacedKernel::address).containsExactly(copy.address() + FIRST,
                copy.address() + SECOND);
        assertThat(new String(seen.getFirst().kernel().binary().toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.US_ASCII)).isEqualTo("k0");
    }

    @Test
    void bytesBehindTheImageAreLeftAlone() {
        MemorySegment larger = arena.allocate(callable.byteSize() + 10).fill((byte) 0xEE);

        UploadedCallable.upload(callable, larger, new OnDeviceResolution(0));

        assertThat(larger.asSlice(callable.byteSize()).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0xEE);
    }

    @Test
    void withoutKernelsNothingIsCopied() {
        ChipCallable none = ChipCallable.builder().orchestration(new byte[]{1, 2, 3}).functionName("entry").build();

        assertThat(UploadedCallable.upload(none, copy, new OnDeviceResolution(64)))
                .isEqualTo(new UploadedCallable(0, List.of()));
        assertThat(bytes()).containsOnly(0);
    }

    @Test
    void tooLittleRoomIsRefusedBeforeAnythingIsLoadedOrWritten() {
        MemorySegment small = copy.asSlice(0, 9044);

        assertThatThrownBy(() -> UploadedCallable.upload(callable, small, new LoadedResolution(kernel -> {
            throw new AssertionError("loaded " + kernel);
        }))).isInstanceOf(IndexOutOfBoundsException.class).hasMessage(
                "the image of a callable is 9045 bytes long, there is room for 9044; allocate its byteSize()");
        assertThat(bytes()).containsOnly(0);
    }

    @Test
    void simulationNeedsNativeMemory() {
        assertThatThrownBy(() -> UploadedCallable.upload(callable, MemorySegment.ofArray(new byte[10_000]),
                new LoadedResolution(kernel -> 1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the copy of a callable lies in the Java heap, where kernels cannot reach it; pass a"
                        + " native segment");
    }

    @Test
    void aFunctionAtAddressZeroIsRefused() {
        assertThatThrownBy(() -> UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> 0)))
                .isInstanceOf(IllegalStateException.class).hasMessage("the kernel with func id 7 was loaded, but its"
                        + " function is at address 0; check its library");
    }

    @Test
    void whatTheLoaderThrowsIsThrownOn() {
        IllegalStateException failure = new IllegalStateException("no such symbol");

        assertThatThrownBy(() -> UploadedCallable.upload(callable, copy, new LoadedResolution(kernel -> {
            throw failure;
        }))).isSameAs(failure);
    }

    @Test
    void aDeviceAddressThatIsNotAlignedIsRefused() {
        assertThatThrownBy(() -> new OnDeviceResolution(0x10020)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the device address 0x10020 of a callable must be a multiple of 64; align the allocation");
    }

    private byte[] bytes() {
        return copy.toArray(ValueLayout.JAVA_BYTE);
    }
}

package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GivenImageTests {

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest
    @EnumSource
    void anImageOfEitherGenerationIsTheCallableThatItWasMadeOf(ForeignGeneration generation) {
        ChipCallable callable = PlantedRuntime.vector(generation);

        assertThat(GivenImage.read(callable.image())).isEqualTo(callable);
        assertThat(GivenImage.read(SecondImage.of(callable))).isEqualTo(callable);
    }

    @Test
    void theImageOfTheSecondGenerationHasEverythingAtItsPlace() {
        ChipCallable callable = PlantedRuntime.vector(ForeignGeneration.SECOND);
        MemorySegment image = SecondImage.of(callable);
        long orchestration = callable.orchestration().byteSize();
        long first = (orchestration + 63) / 64 * 64;

        assertThat(image.get(I32, 0)).isEqualTo(ArgDirection.IN.code());
        assertThat(image.get(I32, 8)).isEqualTo(ArgDirection.OUT.code());
        assertThat(image.get(I32, 1024)).isEqualTo(3);
        assertThat(image.get(I32, 1028)).isEqualTo((int) orchestration);
        assertThat(image.getString(1032)).isEqualTo("entry");
        assertThat(image.get(I32, 1096)).isEqualTo(5);
        assertThat(image.get(I32, 1104)).isEqualTo(1);
        assertThat(image.get(I32, 5196)).isEqualTo((int) first);
        assertThat(image.get(I32, 9292)).isEqualTo(2);
        assertThat(image.get(I32, 9376)).isEqualTo(0x464c457f);
        assertThat(image.get(I32, 9376 + first + 128)).isEqualTo(3);
        assertThat(image.get(I32, 9376 + first + 132)).isEqualTo((int) callable.child(0).binary().byteSize());
        assertThat(image.get(I32, 9376 + first + 192)).isEqualTo(0x464c457f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1024 | 257 | image of generation 2: sig_count is 257; it must be 0 to 256",
        "0 | 9 | image of generation 2: ",
        "1096 | 64 | image of generation 2: the length of a name is 64; it must be 0 to 63",
        "9292 | 1025 | image of generation 2: child_count is 1025; it must be 0 to 1024",
        "1028 | 2000000000 | image of generation 2: truncated: its orchestration takes 2000000000 bytes from byte 9376 on",
        "5196 | -8 | image of generation 2: truncated: child 0 takes 192 bytes from byte "})
    void whatCannotBeIsNamed(long at, int value, String message) {
        MemorySegment image = MemorySegment.ofArray(SecondImage
                .of(PlantedRuntime.vector(ForeignGeneration.SECOND)).toArray(ValueLayout.JAVA_BYTE));
        image.set(I32, at, value);
        assertThatExceptionOfType(CallableFormatException.class).isThrownBy(() -> GivenImage.read(image))
                .withMessageStartingWith(message);
    }

    @Test
    void anImageOfTheSecondGenerationThatWasCutShortIsNamedAtAnyLength() {
        MemorySegment image = SecondImage.of(PlantedRuntime.vector(ForeignGeneration.SECOND));
        for (long length = 0; length < image.byteSize(); length += 97) {
            MemorySegment cut = image.asSlice(0, length);
            assertThatExceptionOfType(CallableFormatException.class).isThrownBy(() -> GivenImage.read(cut));
        }
    }
}

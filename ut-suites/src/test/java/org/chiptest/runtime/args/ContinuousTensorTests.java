package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ContinuousTensorTests {

    @Test
    void sizeIsTheProductOfAllDimensionsAndTheElementSize() {
        ContinuousTensor tensor = ContinuousTensor.host(64, DataType.FLOAT16, 3, 5, 7);

        assertThat(tensor.elementCount()).isEqualTo(105);
        assertThat(tensor.byteSize()).isEqualTo(210);
    }

    @Test
    void noDimensionsAreOneElement() {
        assertThat(ContinuousTensor.host(64, DataType.INT64).byteSize()).isEqualTo(8);
    }

    @Test
    void aDimensionOfZeroMakesItEmptyHoweverLargeTheOthersAre() {
        int max = Integer.MAX_VALUE;

        assertThat(ContinuousTensor.host(0, DataType.INT64, max, max, max, 0).byteSize()).isZero();
    }

    @Test
    void sizesOverFourGibibytesAreCounted() {
        assertThat(ContinuousTensor.host(0, DataType.FLOAT32, 65536, 65536).byteSize()).isEqualTo(1L << 34);
    }

    @Test
    void theLargestSizeThatFitsIsAccepted() {
        assertThat(ContinuousTensor.host(0, DataType.INT8, 1 << 30, 1 << 30, 4).byteSize()).isEqualTo(1L << 62);
    }

    @Test
    void aSizeThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> ContinuousTensor.host(0, DataType.INT16, 1 << 30, 1 << 30, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a INT16 tensor of shape [1073741824, 1073741824, 4] has more bytes than a 64-bit size can"
                        + " say; make it smaller");
    }

    @Test
    void aSixthDimensionIsRefused() {
        assertThatThrownBy(() -> ContinuousTensor.host(0, DataType.INT8, 1, 2, 3, 4, 5, 6))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("a tensor of shape [1, 2, 3, 4, 5, 6] has 6"
                        + " dimensions, at most 5 are possible; merge the outer ones");
    }

    @Test
    void aTensorWithoutElementsHasNoBytesHoweverLargeItsOtherDimensionsAre() {
        int huge = Integer.MAX_VALUE;
        for (ContinuousTensor tensor : List.of(ContinuousTensor.host(0, DataType.INT64, huge, huge, huge, huge, 0),
                ContinuousTensor.host(0, DataType.INT64, 0, huge, huge, huge, huge))) {
            assertThat(tensor.elementCount()).isZero();
            assertThat(tensor.byteSize()).isZero();
        }
    }

    @Test
    void aNegativeDimensionIsRefused() {
        assertThatThrownBy(() -> ContinuousTensor.host(0, DataType.INT8, 2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tensor of shape [2, -1] has a negative dimension; dimensions are 0 to 2147483647");
    }

    @Test
    void theShapeIsCopied() {
        List<Integer> shape = new ArrayList<>(List.of(2, 3));
        ContinuousTensor tensor = new ContinuousTensor(0, DataType.INT8, false, shape);

        shape.set(0, 9);

        assertThat(tensor.shape()).containsExactly(2, 3);
    }

    @Test
    void childMemoryAndDataStayApart() {
        ContinuousTensor tensor = ContinuousTensor.child(0x1000, DataType.INT8, 4);

        assertThat(tensor.childMemory()).isTrue();
        assertThat(tensor.withData(0x2000)).isEqualTo(ContinuousTensor.child(0x2000, DataType.INT8, 4));
    }

    @Test
    void aTensorIsItsOwnArgument() {
        ContinuousTensor tensor = ContinuousTensor.host(0, DataType.INT8, 4);

        assertThat(tensor.argument()).isSameAs(tensor);
    }
}

package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTypeTests {

    @ParameterizedTest
    @CsvSource({"FLOAT32, 0, 4", "FLOAT16, 1, 2", "INT32, 2, 4", "INT16, 3, 2", "INT8, 4, 1", "UINT8, 5, 1",
        "BFLOAT16, 6, 2", "INT64, 7, 8", "UINT64, 8, 8", "UINT16, 9, 2", "UINT32, 10, 4"})
    void codesAndSizesAreThoseOfTheSpecification(DataType type, int code, int size) {
        assertThat(type.code()).isEqualTo(code);
        assertThat(type.size()).isEqualTo(size);
        assertThat(DataType.ofCode(code)).isEqualTo(type);
    }

    @Test
    void thereAreElevenTypes() {
        assertThat(DataType.values()).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11, 255, Integer.MIN_VALUE})
    void anUnknownCodeIsRefused(int code) {
        assertThatThrownBy(() -> DataType.ofCode(code)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "unknown data type code " + code + "; the known codes are 0 (FLOAT32) to 10 (UINT32)");
    }
}

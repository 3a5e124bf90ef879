package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorArgTypeTests {

    @ParameterizedTest
    @CsvSource({"INPUT, 0", "OUTPUT, 1", "INOUT, 2", "OUTPUT_EXISTING, 3", "NO_DEP, 4"})
    void codesAreThoseOfTheSpecification(TensorArgType tag, int code) {
        assertThat(tag.code()).isEqualTo(code);
        assertThat(TensorArgType.ofCode(code)).isEqualTo(tag);
    }

    @Test
    void thereAreFiveTags() {
        assertThat(TensorArgType.values()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void anUnknownCodeIsRefused(int code) {
        assertThatThrownBy(() -> TensorArgType.ofCode(code)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "unknown tensor tag code " + code + "; the known codes are 0 (INPUT) to 4 (NO_DEP)");
    }
}

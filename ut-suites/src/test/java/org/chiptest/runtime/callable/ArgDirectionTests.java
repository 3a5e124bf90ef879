package org.chiptest.runtime.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgDirectionTests {

    @ParameterizedTest
    @CsvSource({"SCALAR, 0", "IN, 1", "OUT, 2", "INOUT, 3"})
    void codesAreThoseOfTheSpecification(ArgDirection direction, int code) {
        assertThat(direction.code()).isEqualTo(code);
        assertThat(ArgDirection.ofCode(code)).isEqualTo(direction);
    }

    @Test
    void thereAreFourDirections() {
        assertThat(ArgDirection.values()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4})
    void anUnknownCodeIsRefused(int code) {
        assertThatThrownBy(() -> ArgDirection.ofCode(code)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown argument direction code " + code
                        + "; the known codes are 0 (SCALAR), 1 (IN), 2 (OUT) and 3 (INOUT)");
    }
}

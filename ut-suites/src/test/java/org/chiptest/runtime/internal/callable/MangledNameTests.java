package org.chiptest.runtime.internal.callable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MangledNameTests {

    @ParameterizedTest
    @CsvSource({"kernel_entry, kernel_entry", "_Z6helperPf, helper", "_ZN4math5scaleEf, math::scale",
        "_ZNK4math6Vector3dotERKS0_, math::Vector::dot", "_ZL5table, table", "_ZTV6Kernel, _ZTV6Kernel",
        "_ZSt4cout, _ZSt4cout", "_Z99short, _Z99short", "_Z9999999999x, _Z9999999999x"})
    void namesAreThoseThatWereWritten(String symbol, String name) {
        assertThat(MangledName.plain(symbol)).isEqualTo(name);
    }

    @Test
    void messagesTellBothNames() {
        assertThat(MangledName.describe("_ZN4math5scaleEf")).isEqualTo("'_ZN4math5scaleEf', in C++ math::scale");
        assertThat(MangledName.describe("scale")).isEqualTo("'scale'");
    }
}

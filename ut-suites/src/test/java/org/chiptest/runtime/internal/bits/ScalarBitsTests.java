package org.chiptest.runtime.internal.bits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalarBitsTests {

    @Test
    void negativeIntegersLeaveTheUpperBytesZero() {
        assertThat(ScalarBits.of(-1)).isEqualTo(0x00000000FFFFFFFFL);
        assertThat(ScalarBits.of((short) -2)).isEqualTo(0xFFFEL);
        assertThat(ScalarBits.of((byte) -3)).isEqualTo(0xFDL);
        assertThat(ScalarBits.of(-1L)).isEqualTo(-1L);
    }

    @Test
    void floatsTravelAsTheir32BitPattern() {
        assertThat(ScalarBits.of(1.0f)).isEqualTo(0x3F800000L);
        assertThat(ScalarBits.of(-0.0f)).isEqualTo(0x80000000L);
    }

    @Test
    void doublesTravelAsTheir64BitPattern() {
        assertThat(ScalarBits.of(1.0)).isEqualTo(0x3FF0000000000000L);
    }

    @Test
    void truthTravelsAsOne() {
        assertThat(ScalarBits.of(true)).isEqualTo(1);
        assertThat(ScalarBits.of(false)).isEqualTo(0);
    }

    @Test
    void valuesComeBack() {
        assertThat(ScalarBits.toInt(ScalarBits.of(-7))).isEqualTo(-7);
        assertThat(ScalarBits.toFloat(ScalarBits.of(-2.5f))).isEqualTo(-2.5f);
        assertThat(ScalarBits.toDouble(ScalarBits.of(Math.PI))).isEqualTo(Math.PI);
    }

    @Test
    void aNotANumberKeepsItsPayload() {
        float odd = Float.intBitsToFloat(0x7FA00001);

        assertThat(ScalarBits.of(odd) & 0x003FFFFF).isEqualTo(0x00200001);
    }
}

package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelWordsDescriptorTests {

    @Test
    void everyNumberHasThePlaceThatTheShimAssumes() {
        assertThat(KernelWordsDescriptor.kernel(0xffff_fffe, 0x7fff_fff0)).isEqualTo(0x7fff_fff0_ffff_fffeL);
        assertThat(KernelWordsDescriptor.core(0x00c1, 0x003f, 1)).isEqualTo(0x01_003f_00c1L);
        assertThat(KernelWordsDescriptor.composition(3, 2)).isEqualTo(0x0002_0300_0000_0000L);
    }
}

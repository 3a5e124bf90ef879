package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallFrameDescriptorTests {

    @Test
    void everyWordHasThePlaceThatTheShimAssumes() {
        assertThat(CallFrameDescriptor.SIZE).isEqualTo(128);
        assertThat(CallFrameDescriptor.ALIGNMENT).isEqualTo(64);
        assertThat(CallFrameDescriptor.SEQUENCE).isZero();
        assertThat(CallFrameDescriptor.KIND).isEqualTo(4);
        assertThat(CallFrameDescriptor.FUNCTION).isEqualTo(8);
        assertThat(CallFrameDescriptor.ARGS).isEqualTo(16);
        assertThat(CallFrameDescriptor.TASK).isEqualTo(24);
        assertThat(CallFrameDescriptor.FUNC_ID).isEqualTo(32);
        assertThat(CallFrameDescriptor.BLOCK).isEqualTo(36);
        assertThat(CallFrameDescriptor.DEVICE).isEqualTo(40);
        assertThat(CallFrameDescriptor.CLUSTER).isEqualTo(44);
        assertThat(CallFrameDescriptor.CORE).isEqualTo(48);
        assertThat(CallFrameDescriptor.LANE).isEqualTo(52);
        assertThat(CallFrameDescriptor.THREAD).isEqualTo(56);
        assertThat(CallFrameDescriptor.RESULT).isEqualTo(60);
        assertThat(CallFrameDescriptor.START_NANOS).isEqualTo(64);
        assertThat(CallFrameDescriptor.RUNTIME).isEqualTo(72);
        assertThat(CallFrameDescriptor.TEXT).isEqualTo(80);
        assertThat(CallFrameDescriptor.TEXT_CAPACITY).isEqualTo(88);
        assertThat(CallFrameDescriptor.TOUCHED).isEqualTo(92);
        assertThat(CallFrameDescriptor.COOKIE).isEqualTo(96);
        assertThat(CallFrameDescriptor.KERNELS).isEqualTo(104);
        assertThat(CallFrameDescriptor.SUBBLOCKS).isEqualTo(108);
        assertThat(CallFrameDescriptor.CONTEXT).isEqualTo(112);
    }

    @Test
    void aRuntimeObjectBeginsWithTheTableAndTheScopeMode() {
        assertThat(RuntimeObjectDescriptor.SIZE).isEqualTo(64);
        assertThat(RuntimeObjectDescriptor.ALIGNMENT).isEqualTo(64);
        assertThat(RuntimeObjectDescriptor.OPERATIONS).isZero();
        assertThat(RuntimeObjectDescriptor.PENDING_SCOPE_MODE).isEqualTo(8);
        assertThat(RuntimeObjectDescriptor.STOPPED).isEqualTo(16);
    }
}

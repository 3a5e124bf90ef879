package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.junit.jupiter.api.Test;

class LibraryCallTests {

    private final MemorySegment frames = Arena.ofAuto().allocate(2 * CallFrameDescriptor.SIZE,
            CallFrameDescriptor.ALIGNMENT);
    private final LibraryCall call = new LibraryCall(frames);

    @Test
    void whatALibraryIsAskedIsReadWhileItIsAsked() {
        assertThat(LibraryCall.read(frames)).isEmpty();
        call.begin("simpler_init");
        assertThat(LibraryCall.read(frames)).contains("simpler_init");
        assertThat(RunningCall.read(frames)).as("it is no call of user code").isEmpty();
        call.begin("dlopen of " + "x".repeat(200));
        assertThat(LibraryCall.read(frames).orElseThrow()).hasSize(120).startsWith("dlopen of xxx");
        call.end();
        assertThat(LibraryCall.read(frames)).isEmpty();
    }

    @Test
    void aFrameOfUserCodeIsNoCallOfALibrary() {
        frames.set(ValueLayout.JAVA_INT, CallFrameDescriptor.SEQUENCE, 2);
        frames.set(ValueLayout.JAVA_INT, CallFrameDescriptor.KIND, 1);
        assertThat(LibraryCall.read(frames)).isEmpty();
    }
}

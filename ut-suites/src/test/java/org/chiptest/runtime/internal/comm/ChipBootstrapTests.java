package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.comm.BootstrapChannel.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChipBootstrapTests {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final BootstrapConfig ONLY_RANK = BootstrapConfig.rank(0, 1, 100);

    private final BootstrapChannel channel = new BootstrapChannel(
            Arena.ofAuto().allocate(BootstrapChannelDescriptor.SIZE, 8), 376);
    private final CommWindows windows = CommWindows.create(1, 100);

    @AfterEach
    void close() {
        windows.close();
    }

    @Test
    void buffersLieOneDirectlyAfterTheOther() {
        BootstrapConfig config = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 3))
                .withBuffer(BootstrapConfig.Buffer.of("b", DataType.FLOAT32, 2))
                .withBuffer(BootstrapConfig.Buffer.of("c", DataType.INT8, 89));
        try (ChipBootstrap _ = start(config)) {
            long base = channel.windowBase();
            assertThat(channel.state()).contains(State.SUCCESS);
            assertThat(base).isEqualTo(windows.memory().address() + CommWindowsDescriptor.WINDOWS);
            assertThat(channel.windowSize()).isEqualTo(100);
            assertThat(channel.deviceContext()).isNotZero();
            assertThat(channel.buffers()).containsExactly(base, base + 3, base + 11);
        }
    }

    @Test
    void aBufferThatDoesNotFitFailsTheStart() {
        BootstrapConfig config = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 90))
                .withBuffer(BootstrapConfig.Buffer.of("b", DataType.INT8, 11));
        assertThatIllegalArgumentException().isThrownBy(() -> start(config));
        assertThat(channel.state()).contains(State.ERROR);
        assertThat(channel.errorCode()).isEqualTo(1);
        assertThat(channel.errorText())
                .isEqualTo("IllegalArgumentException: buffer 'b' of 11 bytes does not fit into the"
                        + " window: 90 of its 100 bytes are taken; make windows larger");
    }

    @Test
    void twoBuffersOfOneNameFailTheStart() {
        BootstrapConfig config = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 1))
                .withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> start(config))
                .withMessage("two buffers are called 'a'; rename one");
    }

    @Test
    void buffersWithoutARankFailTheStart() {
        BootstrapConfig config = BootstrapConfig.alone().withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChipBootstrap.start(config, Optional.empty(), channel))
                .withMessageStartingWith("buffers lie in a window, which a chip without comm has not");
    }

    @Test
    void aChipThatTalksToNobodyStartsWithoutAWindow() {
        ChipBootstrap.start(BootstrapConfig.alone(), Optional.empty(), channel).close();
        assertThat(channel.state()).contains(State.SUCCESS);
        assertThat(channel.deviceContext()).isZero();
        assertThat(channel.windowBase()).isZero();
        assertThat(channel.buffers()).isEmpty();
    }

    @Test
    void aBufferWithoutItsHostMemoryFailsTheStartBeforeTheGroupIsJoined() {
        BootstrapConfig loading = ONLY_RANK
                .withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 1).loadedFromHost())
                .withHostOutput(staging("a", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> start(loading))
                .withMessage("buffer 'a' with load_from_host"
                        + " requires a matching BootstrapConfig.Staging in host_inputs/host_outputs; host_inputs has []");
        assertThatExceptionOfType(CommException.class).as("the group is aborted").isThrownBy(() -> start(ONLY_RANK))
                .withMessageContaining("rank 0 failed: IllegalArgumentException: buffer 'a' with load_from_host");
    }

    @Test
    void aBufferToStoreNeedsHostOutputs() {
        BootstrapConfig storing = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 1).storedToHost())
                .withHostInput(staging("a", 1)).withHostOutput(staging("b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> start(storing))
                .withMessage("buffer 'a' with store_to_host"
                        + " requires a matching BootstrapConfig.Staging in host_inputs/host_outputs; host_outputs has [b]");
    }

    @Test
    void buffersAreLoadedOnceAndStoredAfterEachTask() {
        BootstrapConfig.Staging in = staging("io", 2);
        BootstrapConfig.Staging out = staging("io", 2);
        in.memory().set(JAVA_BYTE, 1, (byte) 7);
        BootstrapConfig config = ONLY_RANK
                .withBuffer(BootstrapConfig.Buffer.of("io", DataType.INT8, 2).loadedFromHost().storedToHost())
                .withHostInput(in).withHostOutput(out);
        try (ChipBootstrap chip = start(config)) {
            assertThat(out.memory().get(JAVA_BYTE, 1)).isZero();
            chip.storeToHost();
            assertThat(out.memory().get(JAVA_BYTE, 1)).isEqualTo((byte) 7);
            windows.memory().set(JAVA_BYTE, CommWindowsDescriptor.WINDOWS, (byte) 9);
            chip.storeToHost();
            assertThat(out.memory().toArray(JAVA_BYTE)).containsExactly(9, 7);
        }
    }

    @Test
    void hostMemoryOfAnotherSizeFailsTheStartWhenItIsLoaded() {
        BootstrapConfig config = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 2).loadedFromHost())
                .withHostInput(staging("a", 3));
        assertThatIllegalArgumentException().isThrownBy(() -> start(config)).withMessage(
                "load_from_host='a': the buffer has 2 bytes, the host memory of this name 3");
    }

    @Test
    void hostMemoryOfAnotherSizeFailsTheTaskWhenItIsStored() {
        BootstrapConfig config = ONLY_RANK.withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 2).storedToHost())
                .withHostOutput(staging("a", 3));
        try (ChipBootstrap chip = start(config)) {
            assertThatIllegalStateException().isThrownBy(chip::storeToHost).withMessage(
                    "store_to_host='a': the buffer has 2 bytes, the host memory of this name 3");
        }
    }

    @Test
    void emptyBuffersAreNotCopied() {
        BootstrapConfig config = ONLY_RANK
                .withBuffer(BootstrapConfig.Buffer.of("a", DataType.INT8, 0).loadedFromHost().storedToHost())
                .withHostInput(staging("a", 3)).withHostOutput(staging("a", 3));
        try (ChipBootstrap chip = start(config)) {
            chip.storeToHost();
            assertThat(channel.buffers()).containsExactly(channel.windowBase());
        }
    }

    private ChipBootstrap start(BootstrapConfig config) {
        return ChipBootstrap.start(config, Optional.of(new SharedGroup(windows.memory(), DEADLINE)), channel);
    }

    private static BootstrapConfig.Staging staging(String name, long bytes) {
        MemorySegment memory = Arena.ofAuto().allocate(bytes);
        return new BootstrapConfig.Staging(name, memory);
    }
}

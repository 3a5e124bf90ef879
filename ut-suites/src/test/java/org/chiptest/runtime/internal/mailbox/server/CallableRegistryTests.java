package org.chiptest.runtime.internal.mailbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class CallableRegistryTests {

    private final List<Integer> prepared = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final CallableRegistry registry = new CallableRegistry(() -> "chip_process dev=5",
            (cid, image) -> prepared.add(cid + (int) image.byteSize() * 100),
            new PrintStream(log, true, StandardCharsets.UTF_8));

    @Test
    void aTaskWhoseCallableIsNotPreparedHasItPreparedOnceWithAWarning() {
        registry.register(3, MemorySegment.ofArray(new byte[8]));
        registry.ensurePrepared(3);
        registry.ensurePrepared(3);
        assertThat(prepared).containsExactly(803);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .startsWith("WARN chip_process dev=5: lazy-prepare cid=3: prewarm path missed it")
                .hasLineCount(1);
    }

    @Test
    void prewarmingIsSilent() {
        registry.register(3, MemorySegment.ofArray(new byte[8]));
        registry.prewarm(3);
        registry.ensurePrepared(3);
        assertThat(prepared).containsExactly(803);
        assertThat(log.size()).isZero();
    }

    @Test
    void whatIsPreparedAlreadyNeedsNoRegistry() {
        registry.prepared(4);
        registry.prewarm(4);
        registry.ensurePrepared(4);
        assertThat(prepared).isEmpty();
        assertThat(log.size()).isZero();
    }

    @Test
    void aCallableThatNobodyRegisteredIsAnError() {
        registry.register(1, MemorySegment.ofArray(new byte[8]));
        for (Runnable way : List.<Runnable>of(() -> registry.ensurePrepared(3), () -> registry.prewarm(3))) {
            assertThatExceptionOfType(TaskFailedException.class).isThrownBy(way::run)
                    .withMessage("chip_process dev=5: cid 3 not in registry; register callables before the host worker"
                            + " starts, known are [1]");
        }
        assertThat(log.size()).isZero();
    }

    @Test
    void aPreparationThatFailsIsTriedAgainByTheNextTask() {
        CallableRegistry failing = new CallableRegistry(() -> "chip_process dev=5", (cid, image) -> {
            prepared.add(cid);
            throw new IllegalStateException("no");
        }, new PrintStream(log, true, StandardCharsets.UTF_8));
        failing.register(3, MemorySegment.ofArray(new byte[8]));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> failing.ensurePrepared(3));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> failing.ensurePrepared(3));
        assertThat(prepared).containsExactly(3, 3);
    }

    @Test
    void whatWasUnregisteredIsPreparedAgain() {
        registry.register(3, MemorySegment.ofArray(new byte[8]));
        registry.prewarm(3);
        registry.unprepared(3);
        registry.prewarm(3);
        assertThat(prepared).containsExactly(803, 803);
    }
}

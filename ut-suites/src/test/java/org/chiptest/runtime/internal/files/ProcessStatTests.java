package org.chiptest.runtime.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ProcessStatTests {

    /** No process has it: numbers end at 4,194,304. */
    private static final long NOBODY = 1L << 40;

    @Test
    void aProcessIsKnownByItsNumberAndItsBegin() {
        long pid = ProcessHandle.current().pid();
        ProcessStat own = ProcessStat.of(pid).orElseThrow();

        assertThat(own.name()).isEqualTo("java");
        assertThat(own.hasEnded()).isFalse();
        assertThat(own.isSame(ProcessStat.of(pid).orElseThrow())).isTrue();
        assertThat(own.isSame(new ProcessStat(pid, "java", 'R', 1, 1, false, false, own.begin() + 1))).isFalse();
        assertThat(ProcessStat.isGone(pid)).isFalse();
    }

    @Test
    void whatHasEndedIsGone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(ProcessStat.of(process.pid()).filter(seen -> !seen.hasEnded())).isEmpty();
        assertThat(ProcessStat.of(NOBODY)).isEmpty();
        assertThat(ProcessStat.isGone(NOBODY)).isTrue();
    }
}

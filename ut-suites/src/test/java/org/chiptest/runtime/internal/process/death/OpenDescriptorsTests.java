package org.chiptest.runtime.internal.process.death;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenDescriptorsTests {

    @ParameterizedTest
    @CsvSource({"0, 64", "192, 256", "100, 9223372036854775807"})
    void enoughMeansSixtyFour(long open, long limit) {
        assertThat(new OpenDescriptors(open, limit).shortage()).isEmpty();
    }

    @Test
    void lessIsAShortageThatSaysHowMany() {
        assertThat(new OpenDescriptors(193, 256).shortage()).hasValue("it has 193 files open, of 256 at most");
    }

    @Test
    void aProcessIsLookedAtFromOutside() throws Exception {
        Process few = new ProcessBuilder("sh", "-c", "ulimit -Sn 20; echo limited; exec sleep 600").start();
        try {
            assertThat(few.inputReader().readLine()).isEqualTo("limited");
            assertThat(OpenDescriptors.of(few.pid()).limit()).isEqualTo(20);
            assertThat(OpenDescriptors.of(few.pid()).shortage()).isPresent();
        } finally {
            few.destroyForcibly().waitFor();
        }
        assertThat(OpenDescriptors.of(few.pid())).isEqualTo(new OpenDescriptors(0, Long.MAX_VALUE));
        assertThat(OpenDescriptors.of(ProcessHandle.current().pid()).open()).isPositive();
    }
}

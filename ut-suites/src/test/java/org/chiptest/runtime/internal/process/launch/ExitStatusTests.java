package org.chiptest.runtime.internal.process.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | exited with code 0
            3   | exited with code 3
            128 | exited with code 128
            134 | was ended by signal 6 (SIGABRT, exit code 134)
            135 | was ended by signal 7 (SIGBUS, exit code 135)
            136 | was ended by signal 8 (SIGFPE, exit code 136)
            137 | was killed from outside by signal 9 (SIGKILL, exit code 137)
            138 | was ended by signal 10 (SIGUSR1, exit code 138)
            139 | was ended by signal 11 (SIGSEGV, exit code 139)
            144 | was ended by signal 16 (SIGSTKFLT, exit code 144)
            255 | exited with code 255
            """)
    void aValueOver128NamesASignal(int value, String text) {
        assertThat(new ExitStatus(value).describe()).isEqualTo(text);
    }
}

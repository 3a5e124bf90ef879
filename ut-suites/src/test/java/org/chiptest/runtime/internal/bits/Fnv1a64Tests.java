package org.chiptest.runtime.internal.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Fnv1a64Tests {

    /** The test vectors that the authors of the function publish. */
    @ParameterizedTest
    @CsvSource({"'', cbf29ce484222325", "a, af63dc4c8601ec8c", "b, af63df4c8601f1a5", "foobar, 85944171f73967e8"})
    void knownTextsHaveKnownHashes(String text, String hash) {
        assertThat(Long.toHexString(Fnv1a64.hash(text.getBytes(StandardCharsets.US_ASCII)))).isEqualTo(hash);
    }
}

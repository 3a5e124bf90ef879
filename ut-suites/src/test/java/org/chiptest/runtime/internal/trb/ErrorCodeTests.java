package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.engine.internal.meaning.ErrorMeaning;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness knows what each code means; that of a scope which fills its ring is also the code of what has none. */
class ErrorCodeTests {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SCOPE_DEADLOCK")
    void eachCodeIsInTheDictionary(ErrorCode code) {
        assertThat(ErrorMeaning.of(-code.code)).get().hasToString(code.name());
    }
}

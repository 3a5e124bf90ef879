package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseSelectorTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            small       | small | true
            small       | smal  | false
            *           | small | true
            *****       | small | true
            s*l         | small | true
            s*l*l       | small | true
            *mal*       | small | true
            smal*all    | small | false
            s*a*a*l     | small | false
            s*l*l*l     | small | false
            small*small | small | false
            *small*     | small | true
            *l          | small | true
            *a          | small | false
            a*          | small | false
            .*          | small | false
            [s]*        | small | false
            """)
    void aStarStandsForAnyText(String pattern, String name, boolean matches) {
        assertThat(CaseSelector.parseOne(pattern).matches("org.example.VectorTest", "one", name)).isEqualTo(matches);
        assertThat(CaseSelector.parseOne("VectorTest::one/" + pattern).matches("org.example.VectorTest", "one", name))
                .isEqualTo(matches);
    }
}

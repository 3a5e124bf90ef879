package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DependencyFileTests {

    @Test
    void filesAreListedAcrossLines() {
        assertThat(DependencyFile.parse("chiptest: /a/k.cpp /usr/include/x.h \\\n /usr/include/y.h \\\n  z.h\n"))
                .containsExactly("/a/k.cpp", "/usr/include/x.h", "/usr/include/y.h", "z.h");
    }

    @Test
    void escapesOfMakeAreUndone() {
        assertThat(DependencyFile.parse("chiptest: /it\\ is/a\\#b/c$$d/e\\f.h\n"))
                .containsExactly("/it is/a#b/c$d/e\\f.h");
    }

    @Test
    void phonyTargetsAfterTheRuleAreIgnored() {
        assertThat(DependencyFile.parse("chiptest: a.h\n\na.h:\n")).containsExactly("a.h");
    }

    @Test
    void aRuleForSomethingElseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DependencyFile.parse("other.o: a.h\n"))
                .withMessage("Not a dependency rule for chiptest: other.o: a.h");
    }
}

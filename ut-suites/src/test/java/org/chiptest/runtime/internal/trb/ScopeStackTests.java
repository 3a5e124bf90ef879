package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeStackTests {

    private final ScopeStack scopes = new ScopeStack();

    @Test
    void eachDepthHasARingUpToTheFourth() {
        for (int ring : new int[]{0, 1, 2, 3, 3, 3}) {
            scopes.begin(ScopeStack.AUTO);
            assertThat(scopes.ring()).isEqualTo(ring);
        }
        scopes.end();
        scopes.end();
        scopes.end();
        assertThat(scopes.ring()).isEqualTo(2);
    }

    @Test
    void tasksAreCountedInTheScopeThatTheyBelongTo() {
        scopes.begin(ScopeStack.AUTO);
        scopes.add(new TrbTask(0));
        scopes.add(new TrbTask(0));
        scopes.begin(ScopeStack.AUTO);
        assertThat(scopes.taskCount()).isZero();
        scopes.add(new TrbTask(1));
        assertThat(scopes.taskCount()).isEqualTo(1);
        scopes.end();
        assertThat(scopes.taskCount()).isEqualTo(2);
    }

    @Test
    void aScopeAtTheSameDepthIsAnotherOne() {
        TrbTask task = new TrbTask(1);
        scopes.begin(ScopeStack.AUTO);
        scopes.begin(ScopeStack.AUTO);
        scopes.add(task);
        assertThat(scopes.isOpen(task)).isTrue();
        scopes.end();
        assertThat(scopes.isOpen(task)).isFalse();
        scopes.begin(ScopeStack.AUTO);
        assertThat(scopes.isOpen(task)).isFalse();
    }

    @Test
    void allIsManualInsideAManualScope() {
        scopes.begin(ScopeStack.AUTO);
        assertThat(scopes.isManual()).isFalse();
        scopes.begin(ScopeStack.MANUAL);
        scopes.begin(ScopeStack.MANUAL);
        assertThat(scopes.isManual()).isTrue();
        scopes.end();
        assertThat(scopes.isManual()).isTrue();
        scopes.end();
        assertThat(scopes.isManual()).isFalse();
        scopes.begin(ScopeStack.AUTO);
        assertThat(scopes.isManual()).isFalse();
    }

    @Test
    void anAutoScopeCannotBeInsideAManualOne() {
        scopes.begin(ScopeStack.MANUAL);
        assertThatExceptionOfType(FatalError.class).isThrownBy(() -> scopes.begin(ScopeStack.AUTO))
                .withMessageContaining("an AUTO scope inside a MANUAL one")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGS));
        assertThat(scopes.depth()).isEqualTo(1);
    }

    @Test
    void thereAreSixtyFourScopesAtMost() {
        for (int i = 0; i < 64; i++) {
            scopes.begin(ScopeStack.AUTO);
        }
        assertThatExceptionOfType(FatalError.class).isThrownBy(() -> scopes.begin(ScopeStack.AUTO))
                .withMessageContaining("63 scopes inside each other");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 127, 255, -1})
    void aModeThatIsNoneIsRefused(int mode) {
        assertThatExceptionOfType(FatalError.class).isThrownBy(() -> scopes.begin(mode))
                .withMessage("scope_begin: the mode of the scope is " + mode + "; it is 0 (AUTO) or 1 (MANUAL)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGS));
        assertThat(scopes.depth()).isZero();
    }

    @Test
    void startingOverClosesAll() {
        TrbTask task = new TrbTask(0);
        scopes.begin(ScopeStack.MANUAL);
        scopes.add(task);
        scopes.reset();
        assertThat(scopes.isOpen(task)).isFalse();
        scopes.begin(ScopeStack.AUTO);
        assertThat(scopes.isManual()).isFalse();
        assertThat(scopes.isOpen(task)).isFalse();
    }
}

package org.chiptest.runtime.internal.hierarchy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.junit.jupiter.api.Test;

class OpenScopesTests {

    private final OpenScopes scopes = new OpenScopes();

    @Test
    void theOutermostScopeHasDepthZero() {
        assertThat(scopes.depth()).isEqualTo(-1);
        scopes.begin();
        assertThat(scopes.depth()).isZero();
    }

    @Test
    void aScopeGivesBackTheSlotsThatWereMadeInIt() {
        Slot outer = Slot.memory(0, Slab.NONE);
        Slot inner = Slot.memory(1, Slab.NONE);
        scopes.begin();
        scopes.add(outer);
        scopes.begin();
        scopes.add(inner);
        assertThat(scopes.end()).containsExactly(inner);
        assertThat(scopes.end()).containsExactly(outer);
    }

    @Test
    void anEmptyScopeGivesBackNothing() {
        scopes.begin();
        assertThat(scopes.end()).isEmpty();
    }

    @Test
    void sixtyFourScopesCanBeOpen() {
        for (int i = 0; i < 64; i++) {
            scopes.begin();
        }
        assertThatIllegalStateException().isThrownBy(scopes::begin)
                .withMessageStartingWith("Scope: maximum nesting depth exceeded");
        assertThat(scopes.open()).isEqualTo(64);
    }

    @Test
    void noMoreScopesCanEndThanBegan() {
        scopes.begin();
        scopes.end();
        assertThatIllegalStateException().isThrownBy(scopes::end)
                .withMessageStartingWith("Scope: scope_end without scope_begin");
    }

    @Test
    void aSlotNeedsAScope() {
        assertThatIllegalStateException().isThrownBy(() -> scopes.add(Slot.memory(0, Slab.NONE)))
                .withMessageStartingWith("task 0 (alloc) belongs to no scope");
    }
}

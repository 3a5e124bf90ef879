package org.chiptest.engine.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

class CancelledRunTests {

    /** Like the token of JUnit 6, whose implementation is not public either. */
    public interface Token {
        boolean isCancellationRequested();
    }

    /** Like a request of JUnit 6. */
    public record Request(Token token) {
        public Token getCancellationToken() {
            return token;
        }
    }

    /** A token that nobody knows. */
    public record OtherRequest() {
        public String getCancellationToken() {
            return "?";
        }
    }

    @Test
    void aRequestWithoutATokenIsNeverCancelled() {
        assertThat(CancelledRun.of("a request of JUnit 5").getAsBoolean()).isFalse();
    }

    @Test
    void theTokenIsAskedEachTime() {
        AtomicBoolean wanted = new AtomicBoolean();
        BooleanSupplier cancelled = CancelledRun.of(new Request(wanted::get));

        assertThat(cancelled.getAsBoolean()).isFalse();
        wanted.set(true);
        assertThat(cancelled.getAsBoolean()).isTrue();
    }

    @Test
    void aTokenOfAnotherKindIsAnErrorAndNotIgnored() {
        assertThatThrownBy(() -> CancelledRun.of(new OtherRequest())).isInstanceOf(IllegalStateException.class)
                .hasMessage("this version of JUnit has a cancellation token that the engine does not know;"
                        + " use JUnit 5.14 or 6.1");
    }
}

package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompileLanesTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompileLanes lanes = new CompileLanes(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        lanes.close();
        lanes.awaitEnd(LONG);
    }

    @Test
    void theSmallestNumberIsCompiledFirst() {
        lanes.compile(0, this::awaitGate);
        List.of(3, 1, 2).forEach(number -> lanes.compile(number, () -> order.add("compiler " + number)));

        gate.countDown();
        lanes.close();
        lanes.awaitEnd(LONG);

        assertThat(order).containsExactly("compiler 1", "compiler 2", "compiler 3");
    }

    @Test
    void aLookUpDoesNotWaitForACompiler() throws InterruptedException {
        CountDownLatch found = new CountDownLatch(2);
        lanes.compile(0, this::awaitGate);

        lanes.lookUp(found::countDown);
        lanes.lookUpLater(Duration.ofMillis(1), found::countDown);

        assertThat(found.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(gate.getCount()).isOne();
    }

    @Test
    void closedLanesTakeNothing() {
        lanes.close();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> lanes.lookUp(gate::countDown));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> lanes.compile(1, gate::countDown));
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody knows this thread", e);
        }
    }
}

package org.chiptest.runtime.internal.hierarchy.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.internal.memory.DepthRings;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabRingsTests {

    private static final long BYTES = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<RecordedHost.Wait> waits = new ArrayList<>();
    private final SlabRings rings = rings(BYTES, Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"-5, 0", "-1, 0", "0, 0", "1, 1", "2, 2", "3, 3", "4, 3", "63, 3"})
    void theDepthOfAScopeChoosesTheRing(int depth, int ring) {
        assertThat(DepthRings.indexOf(depth)).isEqualTo(ring);
    }

    @Test
    void thereAreFourRingsOfDistinctMemory() {
        for (int i = 0; i < 4; i++) {
            assertThat(claim(rings, i, BYTES).address).isEqualTo(base(i));
        }
        assertThatThrownBy(() -> rings.ring(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rings.ring(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void noBytesNeedNoRoom() {
        claim(rings, 0, BYTES);
        assertThat(claim(rings, 0, 0).address).isZero();
        assertThat(waits).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4097", "9223372036854775807"})
    void moreThanARingIsRefusedAtOnce(long bytes) {
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> claim(rings, 1, bytes))
                .withMessage("allocation of " + bytes + " bytes exceeds ring 1 of 4096 bytes;"
                        + " allocate less at once or set a larger ring size");
    }

    @Test
    void disabledRingsRefuseOutputs() {
        SlabRings disabled = rings(0, Duration.ofSeconds(60));
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> claim(disabled, 0, 1))
                .withMessageStartingWith("heap disabled: 1 bytes of outputs are to be allocated");
        assertThat(claim(disabled, 0, 0)).isSameAs(Slab.NONE);
    }

    @Test
    void anInnerRingReclaimsWhileAnOuterOneIsHeld() {
        Slab outer = claim(rings, 0, BYTES);
        for (int i = 0; i < 10; i++) {
            release(claim(rings, 1, BYTES));
        }
        assertThat(rings.ring(1).liveSlabs()).isZero();
        assertThat(outer.holders).isOne();
    }

    @Test
    void aClaimWaitsUntilThereIsRoom() {
        Slab slab = claim(rings, 0, BYTES);
        CompletableFuture<Slab> waiting = CompletableFuture.supplyAsync(() -> claim(rings, 0, 1024));
        awaitWaiter(rings);
        assertThat(waiting).isNotDone();
        release(slab);
        assertThat(waiting).succeedsWithin(60, TimeUnit.SECONDS).extracting(claimed -> claimed.address)
                .isEqualTo(base(0));
        assertThat(waits).singleElement().satisfies(wait -> {
            assertThat(wait.reason()).isEqualTo("room for 1024 bytes in ring 0");
            assertThat(wait.nanos()).isPositive();
        });
    }

    @Test
    void aClaimGivesUpWhenNothingComesBack() {
        SlabRings impatient = rings(BYTES, Duration.ofMillis(20));
        claim(impatient, 0, BYTES);
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> claim(impatient, 0, 1024))
                .withMessage("heap exhausted: ring 0 of 4096 bytes has 0 to be had at once, 1024 are asked for,"
                        + " 1 slabs are live, and nothing came back for 20 ms; end scopes earlier or set a larger ring size");
        assertThat(waits).singleElement()
                .satisfies(wait -> assertThat(wait.nanos()).isGreaterThanOrEqualTo(20_000_000));
    }

    @Test
    void aClaimThatNothingCanHelpFailsAtOnce() {
        claim(rings, 0, BYTES);
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> locked(() -> rings.claim(0, 1, () -> false)))
                .withMessageContaining("heap exhausted").withMessageContaining("no task is under way");
    }

    @Test
    void aClaimThatWaitsFailsWhenTheRingsAreStopped() {
        claim(rings, 0, BYTES);
        CompletableFuture<Slab> waiting = CompletableFuture.supplyAsync(() -> claim(rings, 0, 1024));
        awaitWaiter(rings);
        RuntimeException reason = new IllegalStateException("shut down");
        locked(() -> {
            rings.stop(reason);
            return true;
        });
        assertThat(waiting).failsWithin(60, TimeUnit.SECONDS).withThrowableThat().withRootCauseInstanceOf(
                IllegalStateException.class).withMessageContaining("shut down");
    }

    @Test
    void aClaimThatIsInterruptedFailsAndKeepsTheInterrupt() {
        claim(rings, 0, BYTES);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> claim(rings, 0, 1))
                .withMessage("interrupted while it waited for room in ring 0");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void ringsAreResetOnlyWhenAllSlabsAreReleased() {
        Slab first = claim(rings, 0, 1024);
        Slab inner = claim(rings, 2, 1024);
        release(first);
        assertThatIllegalStateException().isThrownBy(this::reset)
                .withMessageStartingWith("ring 2 cannot be reset: 1 slabs are live");
        release(inner);
        reset();
    }

    @Test
    void aResetRewindsAllRings() {
        for (int i = 0; i < 4; i++) {
            release(claim(rings, i, 1024));
        }
        locked(() -> {
            rings.stop(new IllegalStateException("old"));
            return true;
        });
        reset();
        for (int i = 0; i < 4; i++) {
            assertThat(claim(rings, i, BYTES).address).isEqualTo(base(i));
        }
    }

    private SlabRings rings(long bytes, Duration timeout) {
        return new SlabRings(lock, List.of(base(0), base(1), base(2), base(3)), bytes, timeout, waits::add);
    }

    private static long base(int ring) {
        return 0x10_0000L * (ring + 1);
    }

    private Slab claim(SlabRings from, int ring, long bytes) {
        return locked(() -> from.claim(ring, bytes, () -> true));
    }

    private void release(Slab slab) {
        locked(() -> {
            rings.release(slab);
            return true;
        });
    }

    private void reset() {
        locked(() -> {
            rings.reset();
            return true;
        });
    }

    private void awaitWaiter(SlabRings waitedFor) {
        Awaitility.await("a claim that waits").atMost(Duration.ofSeconds(60))
                .until(() -> locked(() -> waitedFor.hasWaiter(lock)));
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}

package org.chiptest.runtime.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.runtime.memory.FutexWord.LivenessCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutexWordTests {

    // a waiter that nobody wakes sleeps much longer than a test waits for it
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final MemoryFile file = MemoryFile.create("futex", 4096);
    private final MappedMemory memory = file.map();
    private final MappedMemory alias = file.map();
    private final FutexWord word = FutexEcho.word(memory);
    private final FutexWord other = FutexEcho.word(alias);

    @AfterEach
    void close() {
        memory.close();
        alias.close();
        file.close();
    }

    @Test
    void aStateIsSeenAtAnotherAddress() {
        word.set(-7);
        assertThat(other.get()).isEqualTo(-7);
        assertThat(other.compareAndSet(3, 4)).isFalse();
        assertThat(other.compareAndSet(-7, 4)).isTrue();
        assertThat(word.get()).isEqualTo(4);
    }

    @Test
    void aStateThatHasChangedAlreadyIsNotWaitedFor() throws InterruptedException {
        word.set(1);
        assertThat(other.awaitChange(0, Duration.ZERO, () -> {
            throw new AssertionError("liveness was looked at");
        })).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void aSleeperIsWokenByAChange(int spins) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Boolean> changed = waitFor(other.spinning(spins), LONG, LivenessCheck.NONE);
        await().until(() -> waiters() == 1);
        assertThat(changed).isNotDone();

        word.set(5);

        assertThat(changed.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(waiters()).isZero();
    }

    @Test
    void everySleeperIsWoken() throws InterruptedException, ExecutionException, TimeoutException {
        var first = waitFor(other, LONG, LivenessCheck.NONE);
        var second = waitFor(FutexEcho.word(memory), LONG, LivenessCheck.NONE);
        await().until(() -> waiters() == 2);

        assertThat(word.compareAndSet(0, 1)).isTrue();

        assertThat(first.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitingEndsWithTheTime() throws InterruptedException {
        long begin = System.nanoTime();
        assertThat(word.awaitChange(0, Duration.ofMillis(120), LivenessCheck.NONE)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        assertThat(word.awaitChange(0, Duration.ofSeconds(-1), LivenessCheck.NONE)).isFalse();
        assertThat(waiters()).isZero();
    }

    @Test
    void waitingEndsWhenTheOtherSideIsGone() {
        AtomicInteger checks = new AtomicInteger();
        assertThatIllegalStateException()
                .isThrownBy(() -> word.checkingEvery(Duration.ofMillis(5)).awaitChange(0, LONG, () -> {
                    if (checks.incrementAndGet() == 3) {
                        throw new IllegalStateException("child has exited with 139");
                    }
                })).withMessage("child has exited with 139");
        assertThat(checks).hasValue(3);
        assertThat(waiters()).isZero();
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> word.awaitChange(0, LONG, LivenessCheck.NONE))
                .withMessage("interrupted while waiting for state 0 to change");
        assertThat(waiters()).isZero();
    }

    @Test
    void noChangeIsMissedAndItsDataAreVisible() throws InterruptedException, ExecutionException, TimeoutException {
        int rounds = 50_000;
        CompletableFuture<Integer> echo = start(() -> {
            for (int round = 1; round <= rounds; round++) {
                assertThat(other.awaitChange(2 * round - 2, LONG, LivenessCheck.NONE)).isTrue();
                alias.segment().set(JAVA_LONG, 136, alias.segment().get(JAVA_LONG, 128) + 1);
                other.set(2 * round);
            }
            return other.get();
        });
        CompletableFuture<Integer> asker = start(() -> {
            for (int round = 1; round <= rounds; round++) {
                memory.segment().set(JAVA_LONG, 128, 10L * round);
                word.set(2 * round - 1);
                assertThat(word.awaitChange(2 * round - 1, LONG, LivenessCheck.NONE)).isTrue();
                assertThat(memory.segment().get(JAVA_LONG, 136)).isEqualTo(10L * round + 1);
            }
            return word.get();
        });
        assertThat(asker.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2 * rounds);
        assertThat(echo.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2 * rounds);
    }

    @Test
    void processesWakeEachOther() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process child = new ProcessBuilder(java.toString(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), FutexEcho.class.getName(),
                Long.toString(ProcessHandle.current().pid()), Integer.toString(file.descriptor()))
                .redirectErrorStream(true).start();
        LivenessCheck alive = () -> assertThat(child.isAlive()).as("child is alive").isTrue();
        try {
            CompletableFuture<Integer> asker = start(() -> {
                for (int round = 1; round <= 1000; round++) {
                    word.set(2 * round - 1);
                    assertThat(word.awaitChange(2 * round - 1, LONG, alive)).isTrue();
                    assertThat(word.get()).isEqualTo(2 * round);
                }
                return word.get();
            });
            assertThat(asker.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2000);
            word.set(-1);
            assertThat(child.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void wordsMustBeAlignedNativeMemory() {
        MemorySegment bytes = memory.segment();
        assertThatIllegalArgumentException().isThrownBy(() -> new FutexWord(bytes.asSlice(2, 4), bytes))
                .withMessageStartingWith("the state needs 4 aligned bytes of native memory, not ");
        assertThatIllegalArgumentException().isThrownBy(() -> new FutexWord(bytes, bytes.asSlice(4, 3)))
                .withMessageStartingWith("the number of waiters needs 4 aligned bytes of native memory, not ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FutexWord(MemorySegment.ofArray(new int[1]), bytes));
    }

    private int waiters() {
        return memory.segment().get(JAVA_INT, 64);
    }

    private static CompletableFuture<Boolean> waitFor(FutexWord word, Duration timeout, LivenessCheck liveness) {
        return start(() -> word.awaitChange(0, timeout, liveness));
    }

    private static <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(task.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}

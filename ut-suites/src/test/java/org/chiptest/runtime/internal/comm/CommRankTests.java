package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommRankTests {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int RANKS = 3;
    private static final long WINDOW = 1000;

    private final CommWindows windows = CommWindows.create(RANKS, WINDOW);
    private final List<MappedMemory> mappings = new ArrayList<>();

    @AfterEach
    void close() {
        mappings.forEach(MappedMemory::close);
        windows.close();
    }

    @Test
    void eachRankSeesAllWindowsAtAddressesOfItsOwn() throws Exception {
        List<CommRank> ranks = all(this::join);

        for (int rank = 0; rank < RANKS; rank++) {
            MemorySegment context = ranks.get(rank).context();
            assertThat(context.get(JAVA_INT, CommContextDescriptor.RANK_ID)).isEqualTo(rank);
            assertThat(context.get(JAVA_INT, CommContextDescriptor.RANK_NUM)).isEqualTo(RANKS);
            assertThat(context.get(JAVA_LONG, CommContextDescriptor.WINDOW_SIZE)).isEqualTo(WINDOW);
            long own = context.get(JAVA_LONG, CommContextDescriptor.WINDOWS_IN + 8L * rank);
            assertThat(own).isEqualTo(ranks.get(rank).window().address());
            assertThat(own - context.get(JAVA_LONG, CommContextDescriptor.WINDOWS_IN)).isEqualTo(WINDOW * rank);
            assertThat(ranks.get(rank).window().byteSize()).isEqualTo(WINDOW);
        }
        assertThat(ranks.stream().map(rank -> rank.window().address() - WINDOW)).doesNotHaveDuplicates();
        ranks.get(2).window().set(JAVA_INT, 4, 4711);
        assertThat(windows.memory().get(JAVA_INT, CommWindowsDescriptor.WINDOWS + 2 * WINDOW + 4)).isEqualTo(4711);
    }

    @Test
    void nobodyPassesABarrierBeforeAllHaveComeHoweverOftenTheyMeet() throws Exception {
        List<CommRank> ranks = all(this::join);
        AtomicInteger arrivals = new AtomicInteger();
        List<Integer> seen = all(rank -> {
            int wrong = 0;
            for (int round = 1; round <= 500; round++) {
                arrivals.incrementAndGet();
                ranks.get(rank).barrier(DEADLINE);
                // the others may be one round ahead of this one by now, but no more
                int arrived = arrivals.get();
                wrong += arrived < RANKS * round || arrived > RANKS * (round + 1) ? 1 : 0;
            }
            return wrong;
        });
        assertThat(seen).containsOnly(0);
        assertThat(arrivals).hasValue(500 * RANKS);
    }

    @Test
    void aRankThatFailsReleasesTheOthersAtOnceWithItsReason() throws Exception {
        CompletableFuture<CommException> waiting = CompletableFuture
                .supplyAsync(() -> catchThrowableOfType(CommException.class, () -> join(0)));
        CommRank.abort(map(), config(1), "rank 1 failed: it had no time");

        CommException released = waiting.get(60, TimeUnit.SECONDS);
        assertThat(released)
                .hasMessage("rank 0 was released from the start of the group: rank 1 failed: it had no time");
        assertThat(released.causedByPeer()).isTrue();
        assertThatExceptionOfType(CommException.class).as("who comes later").isThrownBy(() -> join(2))
                .withMessageContaining("it had no time");
    }

    @Test
    void onlyTheFirstReasonCountsAndTheParentMayGiveIt() {
        windows.abort("rank 2 has died");
        CommRank.abort(map(), config(1), "something else");
        assertThatExceptionOfType(CommException.class).isThrownBy(() -> join(0))
                .withMessage("rank 0 was released from the start of the group: rank 2 has died");
    }

    @Test
    void aRankThatWaitsTooLongSaysHowManyAreMissingAndEndsTheGroup() {
        assertThatExceptionOfType(CommException.class)
                .isThrownBy(() -> CommRank.join(map(), config(0), Duration.ofMillis(20)))
                .withMessage("rank 0 waited 20 ms at the start of the group for 2 of 3 ranks")
                .satisfies(e -> assertThat(e.causedByPeer()).isFalse());
        assertThatExceptionOfType(CommException.class).isThrownBy(() -> join(1))
                .withMessage("rank 1 was released from the start of the group: rank 0 waited 20 ms at the start of the"
                        + " group for 2 of 3 ranks");
    }

    @Test
    void aRankWhoseProcessHasEndedIsNotWaitedFor() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        new RankProcess(ended.pid(), 1).enter(windows.memory(), 2);

        String text = "rank 0 waited at the start of the group for rank 2, whose process " + ended.pid() + " has ended";
        assertThatExceptionOfType(CommException.class).isThrownBy(() -> join(0)).withMessage(text)
                .satisfies(e -> assertThat(e.causedByPeer()).isTrue());
        assertThatExceptionOfType(CommException.class).isThrownBy(() -> join(1))
                .withMessage("rank 1 was released from the start of the group: " + text);
    }

    @Test
    void processesOfAllRanksLieBetweenTheReasonAndTheWindows() {
        assertThat(CommWindowsDescriptor.pid(0)).isEqualTo(2560)
                .isGreaterThan(CommWindowsDescriptor.REASON + CommWindowsDescriptor.REASON_CAPACITY);
        assertThat(CommWindowsDescriptor.begin(63)).isEqualTo(3576).isLessThan(CommWindowsDescriptor.WINDOWS);
    }

    @Test
    void aProcessWhoseNumberAnotherOneHasHasEnded() {
        RankProcess own = RankProcess.own().orElseThrow();
        assertThat(own.hasEnded()).isFalse();
        assertThat(new RankProcess(own.pid(), own.begin() - 1).hasEnded()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(own.hasEnded()).as("seen by a thread that is interrupted").isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aRankThatIsTakenIsRefused() throws Exception {
        all(this::join);
        assertThatIllegalArgumentException().isThrownBy(() -> join(1))
                .withMessage("rank 1 of 3 has joined already; give each chip a rank of its own");
    }

    @Test
    void aGroupOfAnotherSizeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommRank.join(map(), new BootstrapConfig.Rank(0, 2, WINDOW), DEADLINE))
                .withMessageContaining("has windows for 3 ranks of 1000 bytes each, not for 2 ranks of 1000 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommRank.join(map().asSlice(64), config(0), DEADLINE))
                .withMessageContaining("has no windows, for 3 ranks");
    }

    @Test
    void aCounterThatWasOverwrittenEndsTheGroup() {
        windows.memory().set(JAVA_INT, CommWindowsDescriptor.ARRIVED, 7);
        assertThatExceptionOfType(CommException.class).isThrownBy(() -> join(0))
                .withMessage("rank 0 cannot wait at the start of the group: 8 ranks of 3 are there; the header of the"
                        + " windows was overwritten");
    }

    @Test
    void ranksAndWindowsHaveLimits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapConfig.Rank(0, 65, 1))
                .withMessage("a group of 65 ranks: 1 to 64 are possible");
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapConfig.Rank(0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapConfig.Rank(-1, 2, 1))
                .withMessage("rank -1 of 2: ranks are 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapConfig.Rank(2, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapConfig.Rank(0, 2, 0))
                .withMessage("a window has 0 bytes; 1 to 2^40 are possible");
    }

    private CommRank join(int rank) {
        return CommRank.join(map(), config(rank), DEADLINE);
    }

    private static BootstrapConfig.Rank config(int rank) {
        return new BootstrapConfig.Rank(rank, RANKS, WINDOW);
    }

    private MemorySegment map() {
        MappedMemory mapping = windows.file().map();
        synchronized (mappings) {
            mappings.add(mapping);
        }
        return mapping.segment();
    }

    /** Do something as every rank at the same time. */
    private static <T> List<T> all(IntFunction<T> work) throws InterruptedException, ExecutionException {
        List<CompletableFuture<T>> started = IntStream.range(0, RANKS).mapToObj(rank -> {
            CompletableFuture<T> result = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    result.complete(work.apply(rank));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        }).toList();
        List<T> results = new ArrayList<>();
        for (CompletableFuture<T> each : started) {
            results.add(each.get());
        }
        return results;
    }
}

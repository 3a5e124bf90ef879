package org.chiptest.runtime.internal.sim;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.worker.InProcessDevice;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels learn of their place, in the three ways in which versions of the instruction library ask. */
class KernelIdentityTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim");
    private static final int TASKS = 40;
    private static final int BLOCKS = 6;
    private static final int WORDS = 8;

    @TempDir
    Path scratch;

    private final Arena arena = Arena.ofAuto();
    private final List<ChipWorker> workers = new ArrayList<>();

    private record Identity(long cookie, long cookiesAreEqual, long block, long subblock, long subblocks, long lane,
            long pipe, long hooksAreGlobal) {

        static Identity at(MemorySegment memory, int index) {
            long[] word = memory.asSlice(8L * WORDS * index, 8L * WORDS).toArray(JAVA_LONG);
            return new Identity(word[0], word[1], word[2], word[3], word[4], word[5], word[6], word[7]);
        }
    }

    @AfterEach
    void closeWorkers() {
        workers.forEach(ChipWorker::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3sim", "a5sim"})
    void kernelsOfAMixedBlockShareMemoryAndACookieWithNobodyElse(String platform) {
        List<Identity> identities = run(worker(platform, TENSORMAP_AND_RINGBUFFER, 0), TENSORMAP_AND_RINGBUFFER, 3);

        assertThat(identities).allMatch(identity -> identity.cookiesAreEqual == 1 && identity.hooksAreGlobal == 1);
        for (int i = 0; i < TASKS * BLOCKS; i++) {
            List<Identity> block = identities.subList(3 * i, 3 * i + 3);
            assertThat(block).extracting(Identity::block).containsOnly((long) i % BLOCKS);
            assertThat(block).extracting(Identity::subblock).containsExactlyInAnyOrder(0L, 0L, 1L);
            assertThat(block).extracting(Identity::subblocks).containsOnly(2L);
            assertThat(block).allMatch(identity -> identity.subblock == identity.lane);
            assertThat(block).extracting(Identity::cookie).doesNotContain(0L).containsOnly(block.getFirst().cookie);
            assertThat(block).extracting(Identity::pipe).doesNotContain(0L).containsOnly(block.getFirst().pipe);
        }
        assertThat(cookies(identities)).hasSize(TASKS * BLOCKS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3sim", "a5sim"})
    void aBlockOfOneKernelHasMemoryThatNobodyHasUsed(String platform) {
        for (RuntimeKind runtime : RuntimeKind.values()) {
            List<Identity> identities = run(worker(platform, runtime, 0), runtime, 1);

            assertThat(identities).allMatch(identity -> identity.cookiesAreEqual == 1 && identity.hooksAreGlobal == 1
                    && identity.subblock == 0 && identity.subblocks == 1);
            assertThat(cookies(identities)).hasSize(identities.size()).doesNotContain(0L);
        }
    }

    @Test
    void devicesOfOneProcessShareNothing() {
        ChipWorker one = worker("a2a3sim", TENSORMAP_AND_RINGBUFFER, 0);
        ChipWorker other = worker("a2a3sim", TENSORMAP_AND_RINGBUFFER, 1);
        CompletableFuture<List<Identity>> first = CompletableFuture
                .supplyAsync(() -> run(one, TENSORMAP_AND_RINGBUFFER, 3));
        List<Identity> second = run(other, TENSORMAP_AND_RINGBUFFER, 3);

        assertThat(cookies(first.join())).hasSize(TASKS * BLOCKS).doesNotContainAnyElementsOf(cookies(second));
    }

    private static Set<Long> cookies(List<Identity> identities) {
        return identities.stream().map(Identity::cookie).collect(Collectors.toSet());
    }

    private List<Identity> run(ChipWorker worker, RuntimeKind runtime, int kernels) {
        int blocks = runtime == HOST_BUILD_GRAPH ? 1 : BLOCKS;
        MemorySegment records = arena.allocate(JAVA_LONG, (long) WORDS * TASKS * blocks * kernels);
        ChipCallable callable = ChipCallable.builder()
                .orchestration(TestToolchain.orchestration(runtime,
                        SOURCES.resolve(runtime.shortName() + "/identities.cpp")))
                .functionName("identities")
                .child(0, CoreCallable.of(List.of(),
                        TestToolchain.kernel(runtime, SOURCES.resolve("identity.cpp"))))
                .build();
        try (PreparedCallable prepared = worker.prepare(0, callable)) {
            prepared.run(new TaskArgs().scalar(records.address()).scalar((long) TASKS).scalar((long) blocks)
                    .scalar((long) kernels), CallConfig.defaults().withBlockDim(4));
        }
        return IntStream.range(0, TASKS * blocks * kernels).mapToObj(i -> Identity.at(records, i)).toList();
    }

    private ChipWorker worker(String platform, RuntimeKind runtime, int device) {
        ChipWorker worker = new ChipWorker(InProcessDevice.opener(
                Platforms.load(getClass().getClassLoader()).named(platform).orElseThrow(), runtime,
                TestToolchain.shim(), scratch));
        worker.init(device);
        workers.add(worker);
        return worker;
    }
}

package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorMapTests {

    private static final long BUFFER = 0x7000_0000_0400L;

    private final TensorMap map = new TensorMap();
    private final TrbTask task = new TrbTask(0);

    @Test
    void anUnknownBufferHasNoEntry() {
        map.insert(task, new NativeTensor(BUFFER, 4).address(), 0);
        assertThat(find(map, BUFFER + 1024)).isEqualTo(TensorMap.NONE);
    }

    @Test
    void allEntriesOfABufferAreFoundNewestFirst() {
        List<TrbTask> tasks = List.of(new TrbTask(0), new TrbTask(1), new TrbTask(2));
        for (TrbTask writer : tasks) {
            map.insert(writer, new NativeTensor(BUFFER, 4).address(), 0);
            map.insert(writer, new NativeTensor(BUFFER + 1024, 4).address(), 0);
        }
        assertThat(producers(map, BUFFER)).containsExactlyElementsOf(tasks.reversed());
    }

    @Test
    void buffersThatShareABucketAreKeptApart() {
        TensorMap small = new TensorMap(2, 64);
        for (int i = 0; i < 16; i++) {
            small.insert(new TrbTask(i % 4), new NativeTensor(BUFFER + 1024L * i, 4).address(), 0);
        }
        for (int i = 0; i < 16; i++) {
            assertThat(producers(small, BUFFER + 1024L * i)).extracting(producer -> producer.ring)
                    .containsExactly(i % 4);
        }
    }

    @Test
    void aRemovedEntryIsNotFoundAndTheWalkOverItGoesOn() {
        TrbTask older = new TrbTask(1);
        map.insert(older, new NativeTensor(BUFFER, 4).address(), 0);
        map.insert(task, new NativeTensor(BUFFER, 4).address(), 0);
        int entry = find(map, BUFFER);
        map.remove(entry);
        assertThat(map.producer(map.next(entry))).isSameAs(older);
        assertThat(producers(map, BUFFER)).containsExactly(older);
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void removingATaskRemovesAllItsEntriesAndNoOthers() {
        TrbTask other = new TrbTask(1);
        for (int i = 0; i < 5; i++) {
            map.insert(task, new NativeTensor(BUFFER + 64L * i, 4).address(), 0);
            map.insert(other, new NativeTensor(BUFFER + 64L * i, 4).address(), 0);
        }
        map.removeAll(task);
        assertThat(map.size()).isEqualTo(5);
        assertThat(producers(map, BUFFER + 64)).containsExactly(other);
        map.removeAll(task);
        assertThat(map.size()).isEqualTo(5);
    }

    @Test
    void removedEntriesAreUsedAgain() {
        TensorMap small = new TensorMap(16, 4);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 4; i++) {
                small.insert(task, new NativeTensor(BUFFER + 64L * i, 4).address(), 0);
            }
            assertThat(small.isFull()).isTrue();
            small.removeAll(task);
            assertThat(small.size()).isZero();
        }
    }

    @Test
    void aFullMapTakesNoFurtherEntry() {
        TensorMap small = new TensorMap(16, 1);
        small.insert(task, new NativeTensor(BUFFER, 4).address(), 0);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> small.insert(task, new NativeTensor(BUFFER, 4).address(), 0))
                .withMessage("the tensor map is full: it has 1 entries");
    }

    @Test
    void clearingForgetsEverything() {
        map.insert(task, new NativeTensor(BUFFER, 4).address(), 0);
        map.clear();
        assertThat(find(map, BUFFER)).isEqualTo(TensorMap.NONE);
        assertThat(map.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100, -4})
    void theNumberOfBucketsIsAPowerOfTwo(int buckets) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TensorMap(buckets, 16))
                .withMessageContaining("not " + buckets);
    }

    @Test
    void tensorsThatBeginInOneArgumentAreOfOneBuffer() {
        map.begin(ArgumentRanges.of(new TaskArgs().tensor(argument(BUFFER, 4)).tensor(argument(BUFFER + 1024, 4))));
        map.insert(task, new NativeTensor(BUFFER, 4).address(), 0);

        assertThat(producers(map, BUFFER + 24)).containsExactly(task);
        assertThat(map.overlap(map.find(new NativeTensor(BUFFER + 24, 1).address()))).isEqualTo(Region.Overlap.OTHER);
        assertThat(producers(map, BUFFER + 1024)).isEmpty();
        assertThat(producers(map, BUFFER + 32)).isEmpty();
    }

    @Test
    void theMapFindsWhatASimpleListFinds() {
        RandomCases.check(50, random -> {
            TensorMap small = new TensorMap(1 << random.nextInt(1, 6), 512);
            List<TrbTask> tasks = new ArrayList<>();
            List<Long> written = new ArrayList<>();
            List<TrbTask> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tasks.add(new TrbTask(i % 4));
            }
            for (int step = 0; step < 400; step++) {
                long buffer = BUFFER + 64L * random.nextInt(6);
                TrbTask any = tasks.get(random.nextInt(tasks.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        small.removeAll(any);
                        for (int i = writers.size() - 1; i >= 0; i--) {
                            if (writers.get(i) == any) {
                                writers.remove(i);
                                written.remove(i);
                            }
                        }
                    }
                    case 1 -> {
                        int entry = find(small, buffer);
                        if (entry != TensorMap.NONE) {
                            small.remove(entry);
                            writers.remove(written.lastIndexOf(buffer));
                            written.remove(written.lastIndexOf(buffer));
                        }
                    }
                    default -> {
                        small.insert(any, new NativeTensor(buffer, 4).address(), 0);
                        written.add(buffer);
                        writers.add(any);
                    }
                }
                List<TrbTask> expected = new ArrayList<>();
                for (int i = written.size() - 1; i >= 0; i--) {
                    if (written.get(i) == buffer) {
                        expected.add(writers.get(i));
                    }
                }
                assertThat(producers(small, buffer)).containsExactlyElementsOf(expected);
                assertThat(small.size()).isEqualTo(written.size());
            }
        });
    }

    private static ContinuousTensor argument(long address, int elements) {
        return ContinuousTensor.host(address, DataType.INT64, elements);
    }

    private static List<TrbTask> producers(TensorMap map, long buffer) {
        List<TrbTask> producers = new ArrayList<>();
        for (int entry = find(map, buffer); entry != TensorMap.NONE; entry = map.next(entry)) {
            producers.add(map.producer(entry));
        }
        return producers;
    }

    private static int find(TensorMap map, long buffer) {
        return map.find(new NativeTensor(buffer, 4).address());
    }
}

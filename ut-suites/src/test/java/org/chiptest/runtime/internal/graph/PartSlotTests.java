package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PartSlotTests {

    private static final int PARTS = 300_000;

    private final PartSlot slot = new PartSlot();

    @Test
    void aPartIsTakenOnce() {
        Task task = new Task();
        PartSlot.Place place = new PartSlot.Place();
        slot.put(task, 1, 2, 3);

        assertThat(slot.take(place)).isSameAs(task);
        assertThat(place).extracting("block", "core", "cookie").containsExactly(1, 2, 3L);
        assertThat(slot.take(place)).isNull();
    }

    /**
     * Who launches takes parts back while the helper takes them too, goes, and is given the next one by another launch: each part is taken
     * once, as a whole.
     */
    @Test
    @Timeout(60)
    void aPartIsWholeHoweverSoonTheNextOneComes() throws Exception {
        Task[] tasks = {new Task(), new Task(), new Task()};
        AtomicLong sum = new AtomicLong();
        AtomicLong last = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> helper = () -> {
                int torn = 0;
                for (int number = 1; number <= PARTS; number++) {
                    slot.put(tasks[number % tasks.length], number, number, number);
                    torn += take(tasks, sum);
                }
                last.set(PARTS);
                return torn;
            };
            Callable<Integer> launcher = () -> {
                int torn = 0;
                while (last.get() < PARTS) {
                    torn += take(tasks, sum);
                }
                return torn;
            };
            Future<Integer> one = threads.submit(helper);
            Future<Integer> other = threads.submit(launcher);

            assertThat(one.get(50, TimeUnit.SECONDS) + other.get(50, TimeUnit.SECONDS)).as("parts of two").isZero();
        }
        assertThat(sum).hasValue((long) PARTS * (PARTS + 1) / 2);
    }

    /** Take a part if there is one; 1 if it is made of two. */
    private int take(Task[] tasks, AtomicLong sum) {
        PartSlot.Place place = new PartSlot.Place();
        Task task = slot.take(place);
        if (task == null) {
            return 0;
        }
        sum.addAndGet(place.cookie);
        int number = (int) place.cookie;
        return place.block == number && place.core == number && task.equals(tasks[number % tasks.length]) ? 0 : 1;
    }
}

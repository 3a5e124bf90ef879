package org.chiptest.engine.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingLineTests {

    /** Somebody who needs devices. */
    private record Customer(int number, int need) {}

    @Test
    void whoCanBeServedLeavesInTheOrderOfTheLine() {
        WaitingLine<Integer, Integer> line = line(List.of(1, 2, 3));

        assertThat(line.next(each -> true, any -> true)).contains(1);
        assertThat(line.next(each -> true, any -> true)).contains(2);
        assertThat(line.next(each -> true, any -> true)).contains(3);
        assertThat(line.first()).isEmpty();
        assertThat(line.next(each -> true, any -> true)).isEmpty();
    }

    @Test
    void whoMustWaitIsOvertakenAndKeepsItsPlace() {
        WaitingLine<Integer, Integer> line = line(List.of(1, 2, 3));

        assertThat(line.next(each -> each == 2, any -> true)).contains(2);
        assertThat(line.first()).contains(1);
        assertThat(line.next(each -> true, any -> true)).contains(1);
        assertThat(line.next(each -> true, any -> true)).contains(3);
    }

    @Test
    void afterItHasBeenOvertakenOftenEnoughNobodyIsServedBefore() {
        WaitingLine<Integer, Integer> line = line(IntStream.range(0, 100).boxed().toList());
        for (int i = 1; i <= WaitingLine.MAX_OVERTAKEN; i++) {
            assertThat(line.next(each -> each > 0, any -> true)).contains(i);
        }

        assertThat(line.next(each -> each > 0, any -> true)).isEmpty();
        assertThat(line.next(each -> true, any -> true)).contains(0);
        assertThat(line.next(each -> true, any -> true)).contains(WaitingLine.MAX_OVERTAKEN + 1);
    }

    @Test
    void theLineCanBeSentAway() {
        WaitingLine<Integer, Integer> line = line(List.of(1, 2, 3));
        line.removeFirst();

        assertThat(line.removeAll()).containsExactly(2, 3);
        assertThat(line.first()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 42, 1_000_003, 20_261_126})
    void nobodyStarvesAndNoDeviceIdlesWithoutNeed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int pool = random.nextInt(1, 9);
        List<Customer> waiting = new ArrayList<>(IntStream.range(0, 400)
                .mapToObj(number -> new Customer(number, random.nextInt(4) == 0 ? random.nextInt(1, pool + 1) : 1))
                .toList());
        WaitingLine<Customer, Integer> line = new WaitingLine<>(waiting, Customer::need);
        Map<Customer, Integer> overtaken = new HashMap<>();
        Map<Customer, Integer> running = new HashMap<>();
        int free = pool;

        for (int time = 0; !waiting.isEmpty(); time++) {
            int now = time;
            for (Customer done : running.entrySet().stream().filter(each -> each.getValue() <= now)
                    .map(Map.Entry::getKey).toList()) {
                running.remove(done);
                free += done.need;
            }
            for (Optional<Customer> next = next(line, free); next.isPresent(); next = next(line, free)) {
                Customer served = next.get();
                assertThat(served.need).isLessThanOrEqualTo(free);
                free -= served.need;
                running.put(served, now + random.nextInt(1, 50));
                waiting.subList(0, waiting.indexOf(served)).forEach(each -> overtaken.merge(each, 1, Integer::sum));
                waiting.remove(served);
            }
            int left = free;
            boolean somebodyFits = waiting.stream().anyMatch(each -> each.need <= left);
            boolean firstIsDue = !waiting.isEmpty()
                    && overtaken.getOrDefault(waiting.getFirst(), 0) == WaitingLine.MAX_OVERTAKEN;
            assertThat(somebodyFits && !firstIsDue).as("a device idles at %d", time).isFalse();
        }

        assertThat(overtaken.values()).allMatch(times -> times <= WaitingLine.MAX_OVERTAKEN);
    }

    @Test
    void whoIsNotReadyIsOvertakenByTheNextWhoNeedsTheSameAndIsReady() {
        WaitingLine<Customer, Integer> line = new WaitingLine<>(
                List.of(new Customer(0, 2), new Customer(1, 1), new Customer(2, 1)), Customer::need);

        assertThat(line.next(need -> need == 1, who -> who.number != 1)).map(Customer::number).contains(2);
        assertThat(line.next(need -> need == 1, who -> true)).map(Customer::number).contains(1);
    }

    @Test
    void whatManyNeedAndIsNotThereIsAskedForOnceAndNotForEachOfThem() {
        WaitingLine<Customer, Integer> line = new WaitingLine<>(
                IntStream.range(0, 10_000).mapToObj(number -> new Customer(number, 2)).toList(), Customer::need);
        AtomicInteger asked = new AtomicInteger();

        Optional<Customer> next = line.next(need -> {
            asked.incrementAndGet();
            return need == 1;
        }, who -> true);

        assertThat(next).isEmpty();
        assertThat(asked).hasValueLessThan(10);
    }

    private static WaitingLine<Integer, Integer> line(List<Integer> waiting) {
        return new WaitingLine<>(waiting, Function.identity());
    }

    private static Optional<Customer> next(WaitingLine<Customer, Integer> line, int free) {
        return line.next(need -> need <= free, who -> true);
    }
}

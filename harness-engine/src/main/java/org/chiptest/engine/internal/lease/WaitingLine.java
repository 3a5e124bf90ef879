package org.chiptest.engine.internal.lease;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decide who of those that wait for devices is next: the first, or while the first must wait the next behind it whose turn can
 * come at once.
 *
 * <p>Each is overtaken at most {@value #MAX_OVERTAKEN} times. After that nobody is served before it, so that devices that become
 * free add up until they are enough: nobody starves, and nobody holds devices while waiting for more. Used by one thread.
 *
 * <p>Whether somebody's turn can come depends on what they need, which is looked at once for all who need the same: many may wait while
 * something is free that none of them can use.
 *
 * @param <T> who waits
 * @param <N> what they need
 */
public final class WaitingLine<T, N> {

    /** Enough to keep a pool busy while one long test ends, and few enough to be waited for. */
    static final int MAX_OVERTAKEN = 16;

    private final Set<Place<T, N>> places = new LinkedHashSet<>();
    private final Map<N, Set<Place<T, N>>> byNeed = new LinkedHashMap<>();

    /** The numbers of those who have overtaken the first; who has overtaken another has overtaken all before that, too. */
    private final PriorityQueue<Integer> overtaking = new PriorityQueue<>();

    private static final class Place<T, N> {

        private final int number;
        private final T who;
        private final N need;

        Place(int number, T who, N need) {
            this.number = number;
            this.who = who;
            this.need = need;
        }
    }

    /**
     * Start with these, in their order.
     *
     * @param need says what somebody needs
     */
    public WaitingLine(Collection<? extends T> waiting, Function<? super T, N> need) {
        for (T who : waiting) {
            Place<T, N> place = new Place<>(places.size(), who, need.apply(who));
            places.add(place);
            byNeed.computeIfAbsent(place.need, _ -> new LinkedHashSet<>()).add(place);
        }
    }

    /** Return who has waited longest, if anybody waits. */
    public Optional<T> first() {
        return firstOf(places).map(place -> place.who);
    }

    /** Let the first leave. */
    public void removeFirst() {
        firstOf(places).ifPresent(this::remove);
    }

    /** Let all leave, in their order. */
    public List<T> removeAll() {
        List<T> all = places.stream().map(place -> place.who).toList();
        places.clear();
        byNeed.clear();
        return all;
    }

    /**
     * Let the next leave, or nobody if somebody else must leave first.
     *
     * @param canBeMet tells whether what somebody needs is there now
     * @param isReady  tells whether somebody could make use of it
     */
    public Optional<T> next(Predicate<? super N> canBeMet, Predicate<? super T> isReady) {
        Optional<Place<T, N>> next = firstOf(places)
                .flatMap(first -> canBeMet.test(first.need) && isReady.test(first.who)
                        ? Optional.of(first)
                        : overtaking(first, canBeMet, isReady));
        next.ifPresent(this::remove);
        return next.map(place -> place.who);
    }

    /** Find who may overtake the first. */
    private Optional<Place<T, N>> overtaking(Place<T, N> first, Predicate<? super N> canBeMet,
            Predicate<? super T> isReady) {
        while (!overtaking.isEmpty() && overtaking.element() < first.number) {
            overtaking.remove();
        }
        if (overtaking.size() == MAX_OVERTAKEN) {
            return Optional.empty();
        }
        Optional<Place<T, N>> next = byNeed.entrySet().stream().filter(each -> canBeMet.test(each.getKey()))
                .flatMap(each -> each.getValue().stream().filter(place -> isReady.test(place.who)).limit(1))
                .min((one, other) -> Integer.compare(one.number, other.number));
        next.ifPresent(place -> overtaking.add(place.number));
        return next;
    }

    private void remove(Place<T, N> place) {
        places.remove(place);
        byNeed.computeIfPresent(place.need, (_, others) -> {
            others.remove(place);
            return others.isEmpty() ? null : others;
        });
    }

    private static <P> Optional<P> firstOf(Set<P> places) {
        return places.stream().findFirst();
    }
}

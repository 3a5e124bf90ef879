package org.chiptest.engine.internal.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decide who of those that wait for devices is next: the first, or while the first must wait the next behind it whose turn can
 * come at once.
 *
 * <p>Each is overtaken at most {@value #MAX_OVERTAKEN} times. After that nobody is served before it, so that devices that become
 * free add up until they are enough: nobody starves, and nobody holds devices while waiting for more. Used by one thread.
 */
public final class WaitingLine<T> {

    /** Enough to keep a pool busy while one long test ends, and few enough to be waited for. */
    static final int MAX_OVERTAKEN = 16;

    private final List<Place<T>> places = new ArrayList<>();

    /** Start with these, in their order. */
    public WaitingLine(Collection<? extends T> waiting) {
        waiting.forEach(each -> places.add(new Place<>(each)));
    }

    /** Return who has waited longest, if anybody waits. */
    public Optional<T> first() {
        return places.isEmpty() ? Optional.empty() : Optional.of(places.getFirst().who);
    }

    /** Let the first leave. */
    public void removeFirst() {
        places.removeFirst();
    }

    /** Let all leave, in their order. */
    public List<T> removeAll() {
        List<T> all = places.stream().map(place -> place.who).toList();
        places.clear();
        return all;
    }

    /** Let the next leave, or nobody if somebody else must leave first. */
    public Optional<T> next(Predicate<? super T> canBeServed) {
        for (int i = 0; i < places.size(); i++) {
            Place<T> place = places.get(i);
            if (canBeServed.test(place.who)) {
                places.remove(i);
                places.subList(0, i).forEach(passed -> passed.overtaken++);
                return Optional.of(place.who);
            }
            if (place.overtaken == MAX_OVERTAKEN) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static final class Place<T> {

        private final T who;
        private int overtaken;

        Place(T who) {
            this.who = who;
        }
    }
}

package org.chiptest.runtime.hierarchy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A gate for each number, closed at first; who passes waits until it is open. */
final class Gates {

    private static final long LIMIT_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final Map<Integer, Integer> arrived = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private boolean allOpen;

    void pass(int gate) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            arrived.merge(gate, 1, Integer::sum);
            long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (!allOpen && !open.contains(gate)) {
                if (left <= 0) {
                    throw new IllegalStateException("gate " + gate + " was not opened");
                }
                left = opened.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void open(int gate) {
        lock.lock();
        try {
            open.add(gate);
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void openAll() {
        lock.lock();
        try {
            allOpen = true;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen(int gate) {
        lock.lock();
        try {
            return open.contains(gate);
        } finally {
            lock.unlock();
        }
    }

    /** Return how many have come to a gate. */
    int arrived(int gate) {
        lock.lock();
        try {
            return arrived.getOrDefault(gate, 0);
        } finally {
            lock.unlock();
        }
    }
}

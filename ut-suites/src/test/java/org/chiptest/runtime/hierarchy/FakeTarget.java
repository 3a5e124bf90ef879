package org.chiptest.runtime.hierarchy;

/** A callable that only has a name. */
record FakeTarget(WorkerType type, String name) implements CallableTarget {

    static FakeTarget nextLevel(String name) {
        return new FakeTarget(WorkerType.NEXT_LEVEL, name);
    }

    static FakeTarget sub(String name) {
        return new FakeTarget(WorkerType.SUB, name);
    }
}

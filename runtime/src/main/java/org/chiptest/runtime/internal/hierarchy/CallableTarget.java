package org.chiptest.runtime.internal.hierarchy;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;

/** What a callable id of a host worker stands for. */
public sealed interface CallableTarget {

    /** Tell which children can run it. */
    WorkerType type();

    /** Name it, for messages. */
    String name();

    /** A Java method that sub workers run, by class and method. */
    record Sub(String name) implements CallableTarget {

        @Override
        public WorkerType type() {
            return WorkerType.SUB;
        }
    }

    /** A callable that chips run. */
    record Chip(ChipCallable callable) implements CallableTarget {

        @Override
        public WorkerType type() {
            return WorkerType.NEXT_LEVEL;
        }

        @Override
        public String name() {
            return callable.name();
        }
    }

    /** A graph that next-level workers run, by class and method. */
    record Graph(String name) implements CallableTarget {

        @Override
        public WorkerType type() {
            return WorkerType.NEXT_LEVEL;
        }
    }
}

package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.process.SubTask;

/** What a callable id of a host worker stands for. */
interface CallableTarget {

    /** Tell which children can run it. */
    WorkerType type();

    /** Name it, for messages. */
    String name();

    /** A Java method that sub workers run. */
    record Sub(SubTask task) implements CallableTarget {

        @Override
        public WorkerType type() {
            return WorkerType.SUB;
        }

        @Override
        public String name() {
            return task.name();
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

    /** A graph that next-level workers run. */
    record Graph(GraphTask task) implements CallableTarget {

        @Override
        public WorkerType type() {
            return WorkerType.NEXT_LEVEL;
        }

        @Override
        public String name() {
            return task.name();
        }
    }
}

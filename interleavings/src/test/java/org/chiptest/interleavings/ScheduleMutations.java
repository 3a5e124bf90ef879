package org.chiptest.interleavings;

import java.util.List;

/** Mistakes in the pieces that have scenarios, each with the scenario that some schedule of which must fail. */
final class ScheduleMutations {

    private ScheduleMutations() {}

    static List<SourceMutation> all() {
        return List.of(
                // TaskGraph
                graph("the end of the last task is told to nobody",
                        "            rings.wake();\n        }\n        signalIfDrained();",
                        "            rings.wake();\n        }", "Dependencies"),
                graph("who waits for memory is not told that no task is under way any more",
                        "            rings.wake();\n", "", "NoMemory"),
                graph("what a late child reports is taken for the present run's",
                        "if (startedIn != run) {", "if (startedIn > run) {", "GivenUp"),
                graph("a task is entered before the lock is taken", """
                            public Slot submit(Work work) {
                                lock.lock();
                                try {
                                    Slot slot = add(work);
                        """, """
                            public Slot submit(Work work) {
                                Slot slot = add(work);
                                lock.lock();
                                try {
                        """, "BackPressure"),
                graph("a task claims memory before it holds what it reads", """
                                    hold(work, named);
                                    Slab slab = claim(work.outputBytes());
                        """, """
                                    Slab slab = claim(work.outputBytes());
                                    hold(work, named);
                        """, "MemoryThatIsRead"),
                graph("a child compares its run before it has the lock",
                        "lock.lock();\n        try {\n            if (startedIn != run) {",
                        "boolean late = startedIn != run;\n        lock.lock();\n        try {\n            if (late) {",
                        "GivenUp"),
                new SourceMutation("memory that is given back is told to nobody",
                        "runtime.internal.hierarchy.memory.SlabRings",
                        "            progress++;\n            reclaimed.signalAll();", "            progress++;",
                        TASK_GRAPH + "BackPressure"),
                // ChildThread
                new SourceMutation("a thread that was given up uses the child of its successor",
                        "runtime.internal.hierarchy.child.ChildThread",
                        "mine.executor.execute(() -> task.accept(mine.present()));",
                        "mine.executor.execute(() -> task.accept(link.present()));", TASK_GRAPH + "GivenUp"));
    }

    private static final String TASK_GRAPH = "runtime.internal.hierarchy.graph.TaskGraphSchedules$";

    private static SourceMutation graph(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.internal.hierarchy.graph.TaskGraph", original, replacement,
                TASK_GRAPH + scenario);
    }
}

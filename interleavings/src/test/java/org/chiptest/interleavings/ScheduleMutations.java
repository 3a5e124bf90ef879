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
                        "mine.executor.execute(() -> task.accept(link.present()));", TASK_GRAPH + "GivenUp"),
                // Scheduler
                new SourceMutation("the end of a run does not wait for its threads", GRAPH + "Scheduler",
                        "            awaitIdle(member, since);\n", "", SCHEDULER + "Failure"),
                new SourceMutation("the caller looks before it says that it waits", GRAPH + "Scheduler", """
                                run.waitFor(obstacle);
                                try {
                                    if (!hasChanged(obstacle, held)) {
                        """, """
                                boolean changed = hasChanged(obstacle, held);
                                run.waitFor(obstacle);
                                try {
                                    if (!changed) {
                        """, SCHEDULER + "Waiting"),
                new SourceMutation("a caller that waits is not told that nothing is in flight", GRAPH + "RunState",
                        "(obstacle.isGone() || isQuiet())", "obstacle.isGone()", SCHEDULER + "Dependencies"),
                new SourceMutation("who parks does not look once more", GRAPH + "KernelThreads",
                        "        if (work.isAvailable()) {\n            wakeBase();\n        }\n", "",
                        SCHEDULER + "Waiting"),
                new SourceMutation("a spare thread is woken before it is released", GRAPH + "KernelThread",
                        "        parked = false;\n        wake();", "        wake();\n        parked = false;",
                        SCHEDULER + "Mixed"),
                new SourceMutation("who recruits is not told that a thread has parked", GRAPH + "KernelThreads",
                        "parkedSpares.push(me);\n            parkedSpares.notifyAll();", "parkedSpares.push(me);",
                        SCHEDULER + "Mixed"),
                new SourceMutation("a successor is seen before it is counted", GRAPH + "Dispatcher",
                        "                        run.raise(me);\n                        enqueue(consumer, WAKE_DEPTH);",
                        "                        enqueue(consumer, WAKE_DEPTH);\n                        run.raise(me);",
                        SCHEDULER + "Dependencies"),
                new SourceMutation("a thread on one processor never looks for tasks", GRAPH + "Dispatcher",
                        "availableProcessors() > 1 ? 2_000 : 1", "availableProcessors() > 1 ? 2_000 : 0",
                        SCHEDULER + "Waiting"),
                // DevicePool
                new SourceMutation("who waits for other devices is not told of those that come back", POOL,
                        "            notifyAll();\n", "", POOLS + "Exchanges"),
                new SourceMutation("nobody is told that devices are back", POOL,
                        "            notifyAll();\n        }\n        onReturn.run();",
                        "            notifyAll();\n        }",
                        POOLS + "Leases"),
                new SourceMutation("devices are leased without a lock", POOL, "synchronized Lease lease(",
                        "Lease lease(",
                        POOLS + "TwoLeasers"),
                // DeviceThread, SingleCaller, Watchdog
                new SourceMutation("a device's thread looks for a call before it says that it sleeps",
                        "runtime.internal.worker.DeviceThread",
                        "        asleep = true;\n        if (pending == null && !closing) {",
                        "        boolean none = pending == null && !closing;\n        asleep = true;\n        if (none) {",
                        DEVICE_THREAD + "Calls"),
                new SourceMutation("who calls a device looks whether it sleeps before it hands the call over",
                        "runtime.internal.worker.DeviceThread",
                        "        pending = call;\n        if (asleep) {",
                        "        boolean sleeps = asleep;\n        pending = call;\n        if (sleeps) {",
                        DEVICE_THREAD + "Calls"),
                new SourceMutation("a call is done before its answer is there", "runtime.internal.worker.DeviceThread",
                        "                result = body.get();\n",
                        "                done = true;\n                result = body.get();\n",
                        DEVICE_THREAD + "SpinningCalls"),
                new SourceMutation("closing wakes nobody", "runtime.internal.worker.DeviceThread",
                        "        closing = true;\n        LockSupport.unpark(thread);", "        closing = true;",
                        DEVICE_THREAD + "Calls"),
                new SourceMutation("a device goes on after a lost run", "runtime.internal.worker.DeviceThread",
                        "return !lost && givenUp == null;", "return !lost;", DEVICE_THREAD + "LostRuns"),
                new SourceMutation("who was given up goes on before the news is out", GRAPH + "Watchdog",
                        "synchronized (this) {", "{", DEVICE_THREAD + "LostRuns"),
                new SourceMutation("callers look whether somebody is there and then enter",
                        "runtime.internal.worker.SingleCaller",
                        "    private void enter(Operation mine) {\n        Operation other = underWay.compareAndExchange(null, mine);",
                        "    private void enter(Operation mine) {\n        Operation other = underWay.get();\n        if (other == null) {\n            underWay.set(mine);\n        }",
                        DEVICE_THREAD + "TwoCallers"));
    }

    private static final String POOL = "engine.internal.lease.DevicePool";
    private static final String POOLS = "engine.internal.lease.DevicePoolSchedules$";
    private static final String GRAPH = "runtime.internal.graph.";
    private static final String SCHEDULER = "runtime.internal.graph.SchedulerSchedules$";
    private static final String DEVICE_THREAD = "runtime.internal.worker.DeviceThreadSchedules$";

    private static final String TASK_GRAPH = "runtime.internal.hierarchy.graph.TaskGraphSchedules$";

    private static SourceMutation graph(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.internal.hierarchy.graph.TaskGraph", original, replacement,
                TASK_GRAPH + scenario);
    }
}

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
                        DEVICE_THREAD + "TwoCallers"),
                // Mailbox, MailboxClient
                mailbox("who goes to sleep does not say so", "Mailbox",
                        "        INT.setVolatile(memory, myFlag, 1);\n", "", "Requests"),
                mailbox("who goes to sleep looks once more what wakes it", "Mailbox",
                        "memory.address() + word, seen, timeout",
                        "memory.address() + word, (int) INT.getVolatile(memory, word), timeout", "Requests"),
                mailbox("who sends a request looks whether the other side sleeps before it does so", "Mailbox", """
                                INT.setVolatile(memory, MailboxDescriptor.STATE, state);
                                wakeOther();
                        """, """
                                wakeOther();
                                INT.setVolatile(memory, MailboxDescriptor.STATE, state);
                        """, "Requests"),
                mailbox("an answer wakes nobody", "Mailbox",
                        "        if (found == expected) {\n            wakeOther();\n        }\n", "", "Requests"),
                mailbox("the loss of a run is that of the next one too", "Mailbox",
                        "        memory.set(JAVA_INT, LOST_RUN + LostRunDescriptor.CODE, 0);\n", "", "LostRuns"),
                mailbox("a run is lost before it is said why", "Mailbox",
                        "        byte[] bytes = BoundedText.utf8(text, (int) LostRunDescriptor.TEXT_CAPACITY);",
                        "        INT.setVolatile(memory, LOST_RUN + LostRunDescriptor.CODE, code);\n        byte[] bytes = BoundedText.utf8(text, (int) LostRunDescriptor.TEXT_CAPACITY);",
                        "LostRuns"),
                mailbox("a child that has died has not answered", "MailboxClient", """
                                    if (awaited.test(nap)) {
                                        return new Reply.Answered(outcome);
                                    }
                        """, """
                                    if (awaited.test(nap) && childLives.getAsBoolean()) {
                                        return new Reply.Answered(outcome);
                                    }
                        """, "Deaths"),
                mailbox("the news of a child's end are waited for", "MailboxClient", "Duration.ofMillis(100)",
                        "Duration.ofSeconds(100)", "Deaths"),
                mailbox("a request is sent over one that was given up", "MailboxClient", """
                            public Reply control(RequestWords words, Duration deadline) {
                                if (mailbox.state() != MailboxState.IDLE) {
                                    return notIdle();
                                }
                        """, """
                            public Reply control(RequestWords words, Duration deadline) {
                        """, "LateAnswers"),
                mailbox("an interrupt ends no wait", "MailboxClient",
                        "            if (Thread.interrupted()) {\n                return new Reply.Interrupted();\n            }\n",
                        "", "Interrupts"),
                mailbox("an answer is told before it is there", "server.MailboxLoop",
                        "            write(context, outcome);\n            found = mailbox.publishIf(request, done);\n",
                        "            found = mailbox.publishIf(request, done);\n            write(context, outcome);\n",
                        "Requests"),
                // ChildDialogue, HostedChips
                child("closing waits for what is being asked", "ChildDialogue", """
                                    worker.process().kill();
                                    busy.lock();
                                }
                                try {
                                    closeOnce();
                        """, """
                                    busy.lock();
                                }
                                try {
                                    closeOnce();
                        """, "ClosingOverAHang"),
                child("who closes says so after it has killed", "ChildDialogue", """
                                closing = true;
                                if (!busy.tryLock()) {
                                    worker.process().kill();
                                    busy.lock();
                                }
                        """, """
                                if (!busy.tryLock()) {
                                    worker.process().kill();
                                    busy.lock();
                                }
                                closing = true;
                        """, "ClosingOverAHang"),
                child("two threads close at the same time", "ChildDialogue", "public synchronized void close()",
                        "public void close()", "ClosingTwice"),
                child("who asks looks whether it may before it is its turn", "ChildDialogue", """
                                busy.lock();
                                try {
                                    requireAlive(operation);
                        """, """
                                requireAlive(operation);
                                busy.lock();
                                try {
                        """, "Closing"),
                child("a process that is to exit is not waited for", "ChildDialogue",
                        "worker.process().awaitExit(settings.closeDeadline())",
                        "worker.process().awaitExit(java.time.Duration.ZERO)", "Closing"),
                child("the processes of a start that failed are left", "HostedChips",
                        "            processes.forEach(all::add);\n", "", "OneDies"),
                child("processes that were not opened yet are left", "HostedChips",
                        "        processes.add(process);\n        return () -> device(chip, process);",
                        "        return () -> {\n            processes.add(process);\n            return device(chip, process);\n        };",
                        "Interrupted"),
                child("a chip that has died is replaced and not closed", "HostedChips",
                        "                    chips.get(i).close();\n                    chips.set(i, open(i, device(i, start(i))));",
                        "                    chips.set(i, open(i, device(i, start(i))));", "Replaced"),
                // ChipPool
                pool("a closed pool starts processes", "        if (!closed && expectedSubWorkers > 0",
                        "        if (expectedSubWorkers > 0", "Visits"),
                pool("two host workers take the same sub worker", """
                                    ahead = subWorker;
                                    subWorker = Optional.empty();
                                }
                                return ahead.flatMap(start -> start.await(startDeadline));
                        """, """
                                    ahead = subWorker;
                                }
                                synchronized (this) {
                                    subWorker = Optional.empty();
                                }
                                return ahead.flatMap(start -> start.await(startDeadline));
                        """, "Visits"),
                pool("what is started ahead is left when the pool is closed",
                        "            ahead.flatMap(start -> start.await(startDeadline)).ifPresent(unused::add);\n", "",
                        "Visits"),
                pool("a process that comes too late is left",
                        "                var _ = process.thenAccept(Ahead::closeLate);\n",
                        "", "Late"),
                // DevicePool, opened ahead
                new SourceMutation("what is opened ahead is opened once more", POOL,
                        "open.computeIfAbsent(need.kind(),\n                    each -> CompletableFuture.supplyAsync(this::fresh, Runnable::run));",
                        "CompletableFuture.supplyAsync(this::fresh, Runnable::run);", POOLS + "OpenedAhead"),
                new SourceMutation("what could not be opened ahead is never opened", POOL,
                        "                open.remove(need.kind());\n", "", POOLS + "OpenedAhead"),
                new SourceMutation("a device that is being opened is left when the pool is closed", POOL,
                        "Optional.ofNullable(open.remove(kind)).map(opening ->",
                        "Optional.ofNullable(open.remove(kind)).filter(CompletableFuture::isDone).map(opening ->",
                        POOLS + "OpenedAhead"),
                // BackgroundRun
                background("a run has ended before its worker is free", """
                                    release.run();
                                    ended.countDown();
                        """, """
                                    ended.countDown();
                                    release.run();
                        """, "Awaited"),
                background("a run has ended before it is said how", """
                                    outcome = givenUp ? State.GIVEN_UP : State.FAILED;
                        """, """
                                    ended.countDown();
                                    outcome = givenUp ? State.GIVEN_UP : State.FAILED;
                        """, "Awaited"),
                background("who gives up says so after it has interrupted", """
                                    givenUp = true;
                                    thread.interrupt();
                        """, """
                                    thread.interrupt();
                                    givenUp = true;
                        """, "GivenUp"),
                background("who gives up interrupts nobody", "            thread.interrupt();\n", "", "GivenUp"),
                background("a run that has ended well was given up", "return state() != State.DONE && givenUp;",
                        "return givenUp;", "GivenUpAtItsEnd"),
                background("a failure is told twice", """
                                if (told || thrown == null) {
                                    return Optional.empty();
                                }
                                told = true;
                        """, """
                                if (told || thrown == null) {
                                    return Optional.empty();
                                }
                        """, "Settled"),
                // AdaptiveSpin
                spin("a wait without a look has seen what it waits for", "            return happened.getAsBoolean();",
                        "            return true;", MAILBOX + "Requests"),
                spin("a look in vain has seen what it waits for", "        return false;\n    }",
                        "        return true;\n    }",
                        MAILBOX + "Requests"),
                spin("who looks never sleeps", "HostClock.nanos() - start < limitNanos", "HostClock.nanos() >= start",
                        MAILBOX + "Interrupts"));
    }

    private static final String POOL = "engine.internal.lease.DevicePool";
    private static final String POOLS = "engine.internal.lease.DevicePoolSchedules$";
    private static final String GRAPH = "runtime.internal.graph.";
    private static final String SCHEDULER = "runtime.internal.graph.SchedulerSchedules$";
    private static final String DEVICE_THREAD = "runtime.internal.worker.DeviceThreadSchedules$";

    private static final String MAILBOX = "runtime.internal.mailbox.MailboxSchedules$";
    private static final String TASK_GRAPH = "runtime.internal.hierarchy.graph.TaskGraphSchedules$";

    private static SourceMutation graph(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.internal.hierarchy.graph.TaskGraph", original, replacement,
                TASK_GRAPH + scenario);
    }

    private static SourceMutation mailbox(String mistake, String type, String original, String replacement,
            String scenario) {
        return new SourceMutation(mistake, "runtime.internal.mailbox." + type, original, replacement,
                MAILBOX + scenario);
    }

    private static SourceMutation child(String mistake, String type, String original, String replacement,
            String scenario) {
        return new SourceMutation(mistake, "runtime.internal.process.parent." + type, original, replacement,
                "runtime.internal.process.parent.ChildSchedules$" + scenario);
    }

    private static SourceMutation pool(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.process.ChipPool", original, replacement,
                "runtime.process.ChipPoolSchedules$" + scenario);
    }

    private static SourceMutation background(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.internal.worker.BackgroundRun", original, replacement,
                "runtime.internal.worker.BackgroundRunSchedules$" + scenario);
    }

    private static SourceMutation spin(String mistake, String original, String replacement, String scenario) {
        return new SourceMutation(mistake, "runtime.internal.waiting.AdaptiveSpin", original, replacement, scenario);
    }
}

package org.chiptest.interleavings;

import java.util.List;

/** Mistakes in the lock-free pieces that show on x86-64, where a processor lets loads overtake stores and nothing else. */
final class Mutations {

    private Mutations() {}

    static List<SourceMutation> all() {
        return List.of(
                // ReadyQueue
                new SourceMutation("a cell is announced before it is filled", "runtime.internal.graph.ReadyQueue", """
                                            tasks[cell] = task;
                                            WORD.setRelease(sequences, cell, position + 1);
                        """, """
                                            WORD.setRelease(sequences, cell, position + 1);
                                            tasks[cell] = task;
                        """, "runtime.internal.graph.ReadyQueueInterleavings.OfferAndPoll"),
                new SourceMutation("a cell is given back before it is emptied", "runtime.internal.graph.ReadyQueue", """
                                tasks[cell] = null;
                                WORD.setRelease(sequences, cell, position + mask + 1);
                        """, """
                                WORD.setRelease(sequences, cell, position + mask + 1);
                                tasks[cell] = null;
                        """, "runtime.internal.graph.ReadyQueueInterleavings.PollMakesRoom"),
                new SourceMutation("producers read the tail and then set it", "runtime.internal.graph.ReadyQueue",
                        "if (WORD.compareAndSet(ends, TAIL, position, position + 1)) {",
                        "if ((long) WORD.getVolatile(ends, TAIL) == position) { WORD.setVolatile(ends, TAIL, position + 1);",
                        "runtime.internal.graph.ReadyQueueInterleavings.TwoOffers"),
                new SourceMutation("consumers read the head and then set it", "runtime.internal.graph.ReadyQueue",
                        "if (WORD.compareAndSet(ends, HEAD, position, position + 1)) {",
                        "if ((long) WORD.getVolatile(ends, HEAD) == position) { WORD.setVolatile(ends, HEAD, position + 1);",
                        "runtime.internal.graph.ReadyQueueInterleavings.TwoPolls"),
                new SourceMutation("who looks whether a queue is empty looks by plain reads",
                        "runtime.internal.graph.ReadyQueue", """
                                long position = (long) WORD.getOpaque(ends, HEAD);
                                        return (long) WORD.getOpaque(sequences, (int) position & mask) - (position + 1) < 0;
                                """.stripTrailing(), """
                                long position = ends[HEAD];
                                        return sequences[(int) position & mask] - (position + 1) < 0;
                                """.stripTrailing(), "runtime.internal.graph.ReadyQueueInterleavings.ArrivalIsNoticed"),
                new SourceMutation("who takes several tasks reads the head and then sets it",
                        "runtime.internal.graph.ReadyQueue",
                        "|| !WORD.compareAndSet(ends, HEAD, position, position + count)) {",
                        "|| (long) WORD.getVolatile(ends, HEAD) != position) { return null; }"
                                + " WORD.setVolatile(ends, HEAD, position + count); if (count < 0) {",
                        "runtime.internal.graph.ReadyQueueInterleavings.PollOfSeveral"),
                // LocalTasks
                new SourceMutation("who takes a task reads the head and then sets it",
                        "runtime.internal.graph.LocalTasks",
                        "if (WORD.compareAndSet(ends, HEAD, position, position + 1)) {",
                        "if ((long) WORD.getVolatile(ends, HEAD) == position) { WORD.setVolatile(ends, HEAD, position + 1);",
                        "runtime.internal.graph.LocalTasksInterleavings.TwoPolls"),
                new SourceMutation("a cell is read after the head has passed it", "runtime.internal.graph.LocalTasks",
                        "return task;", "return tasks[(int) position & CAPACITY - 1];",
                        "runtime.internal.graph.LocalTasksInterleavings.CellIsFilledAnew"),
                // InFlight
                new SourceMutation("beginnings are read before ends", "runtime.internal.graph.InFlight", """
                                    balance -= (long) WORD.getAcquire(words, at(seat) + LOWERED);
                                }
                                for (int seat = 0; seat < seats; seat++) {
                                    balance += (long) WORD.getAcquire(words, at(seat));
                        """, """
                                    balance += (long) WORD.getAcquire(words, at(seat));
                                }
                                for (int seat = 0; seat < seats; seat++) {
                                    balance -= (long) WORD.getAcquire(words, at(seat) + LOWERED);
                        """, "runtime.internal.graph.InFlightInterleavings.SuccessorBeforeTheEnd"),
                new SourceMutation("seats are read and then set", "runtime.internal.graph.InFlight",
                        "while (taken <= seat && !SEATS.compareAndSet(this, taken, seat + 1)) {",
                        "if (taken <= seat) { seats = seat + 1;",
                        "runtime.internal.graph.InFlightInterleavings.TwoSeats"),
                // Task
                new SourceMutation("an edge is linked by reading the head and then setting it",
                        "runtime.internal.graph.Task",
                        "Edge seen = (Edge) SUCCESSORS.compareAndExchange(producer, head, edge);",
                        "Edge seen = producer.successors; if (seen == head) { producer.successors = edge; }",
                        "runtime.internal.graph.TaskInterleavings.SubmissionAndCompletion"),
                new SourceMutation("completion reads the successors and then closes them",
                        "runtime.internal.graph.Task",
                        "return (Edge) SUCCESSORS.getAndSet(this, Edge.COMPLETED);",
                        "Edge open = successors; successors = Edge.COMPLETED; return open;",
                        "runtime.internal.graph.TaskInterleavings.SubmissionAndCompletion"),
                new SourceMutation("submission ends by reading what is pending and then setting it",
                        "runtime.internal.graph.Task",
                        "return (int) PENDING.getAndAdd(this, adjustment) + adjustment == 0;",
                        "int waiting = pending + adjustment; pending = waiting; return waiting == 0;",
                        "runtime.internal.graph.TaskInterleavings.SubmissionAndCompletion"),
                new SourceMutation("completing producers read what is pending and then set it",
                        "runtime.internal.graph.Task",
                        "return (int) PENDING.getAndAdd(this, -1) == 1;",
                        "int waiting = pending - 1; pending = waiting; return waiting == 0;",
                        "runtime.internal.graph.TaskInterleavings.TwoProducers"),
                new SourceMutation("returning blocks read what is left and then set it", "runtime.internal.graph.Task",
                        "(int) PARTS_LEFT.getAndAdd(this, -1) == 1", "--partsLeft == 0",
                        "runtime.internal.graph.TaskInterleavings.TwoReturns"),
                new SourceMutation("threads read the next block and then set it", "runtime.internal.graph.Task",
                        "(int) NEXT_BLOCK.getAndAdd(this, 1)", "nextBlock++",
                        "runtime.internal.graph.TaskInterleavings.TwoClaims"),
                // CoreSet, MixedTurn
                new SourceMutation("cores are read and then taken", "runtime.internal.graph.CoreSet",
                        "return ((long) WORD.getAndBitwiseAnd(idle, word(slot), ~bit) & bit) != 0;",
                        "long found = idle(slot); WORD.setVolatile(idle, word(slot), found & ~bit); return (found & bit) != 0;",
                        "runtime.internal.graph.CoreSetInterleavings.TwoTakers"),
                new SourceMutation("cores are read and then given back", "runtime.internal.graph.CoreSet",
                        "WORD.getAndBitwiseOr(idle, word(slotOf(core)), 1L << clusterOf(core));",
                        "WORD.setVolatile(idle, word(slotOf(core)), idle(slotOf(core)) | 1L << clusterOf(core));",
                        "runtime.internal.graph.CoreSetInterleavings.TwoReturns"),
                new SourceMutation("who does not get a whole cluster keeps a core of it",
                        "runtime.internal.graph.CoreSet",
                        "while (taken > 0) {\n                WORD",
                        "while (taken > 1) {\n                WORD",
                        "runtime.internal.graph.CoreSetInterleavings.ClusterOrCore"),
                new SourceMutation("overtaking tasks are counted without a lock", "runtime.internal.graph.MixedTurn",
                        "synchronized void overtaken()", "void overtaken()",
                        "runtime.internal.graph.CoreSetInterleavings.LastOvertakings"),
                new SourceMutation("a mixed task begins without a lock", "runtime.internal.graph.MixedTurn",
                        "synchronized boolean served()", "boolean served()",
                        "runtime.internal.graph.CoreSetInterleavings.OvertakingAndServing"),
                // DevicePool
                new SourceMutation("devices are leased without a lock", "engine.internal.lease.DevicePool",
                        "synchronized Lease lease(", "Lease lease(",
                        "engine.internal.lease.DevicePoolInterleavings.TwoLeases"),
                new SourceMutation("devices are given back without a lock", "engine.internal.lease.DevicePool",
                        "synchronized (this) {", "{", "engine.internal.lease.DevicePoolInterleavings.TwoReturns"),
                // Mailbox
                new SourceMutation("who goes to sleep looks again without a fence behind its flag",
                        "runtime.internal.mailbox.Mailbox", "INT.setVolatile(memory, myFlag, 1);",
                        "INT.setRelease(memory, myFlag, 1);",
                        "runtime.internal.mailbox.MailboxInterleavings.SleeperAndNews"),
                new SourceMutation("who has news looks for a sleeper without a fence behind the news",
                        "runtime.internal.mailbox.Mailbox", "INT.setVolatile(memory, MailboxDescriptor.STATE, state);",
                        "INT.setRelease(memory, MailboxDescriptor.STATE, state);",
                        "runtime.internal.mailbox.MailboxInterleavings.SleeperAndNews"),
                new SourceMutation("a request is announced before it is written",
                        "runtime.internal.mailbox.MailboxClient",
                        "mailbox.writeControl(words);",
                        "mailbox.publish(MailboxState.CONTROL_REQUEST); mailbox.writeControl(words);",
                        "runtime.internal.mailbox.MailboxInterleavings.RequestAndLook"),
                new SourceMutation("a lost run is announced before its text is written",
                        "runtime.internal.mailbox.Mailbox",
                        "memory.set(JAVA_INT, LOST_RUN + LostRunDescriptor.TEXT_LENGTH, bytes.length);",
                        "INT.setVolatile(memory, LOST_RUN + LostRunDescriptor.CODE, code); memory.set(JAVA_INT, LOST_RUN + LostRunDescriptor.TEXT_LENGTH, bytes.length);",
                        "runtime.internal.mailbox.MailboxInterleavings.LossAndLook"));
    }
}

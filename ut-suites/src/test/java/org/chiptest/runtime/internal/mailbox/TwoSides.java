package org.chiptest.runtime.internal.mailbox;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.MailboxLoop;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.jspecify.annotations.Nullable;

/** Both sides of a mailbox in one process, each with a mapping of its own, and a loop in a thread. */
public final class TwoSides implements AutoCloseable {

    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private final MappedMemory parentMemory;
    private final MappedMemory childMemory;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private @Nullable Thread loop;
    public final Mailbox parent;
    final Mailbox child;
    public final MailboxClient client;

    public TwoSides() {
        try (MemoryFile file = MemoryFile.create("two-sides", ControlSegmentDescriptor.SIZE)) {
            parentMemory = file.map();
            childMemory = file.map();
        }
        parent = Mailbox.ofParent(parentMemory.segment());
        child = Mailbox.ofChild(childMemory.segment());
        client = new MailboxClient(parent, () -> true);
    }

    /** Serve the child's side by a handler. */
    public TwoSides serve(MailboxHandler handler) {
        MailboxLoop served = new MailboxLoop(child, handler, new PrintStream(log, true, StandardCharsets.UTF_8));
        loop = Thread.ofPlatform().daemon().name("child-side").start(served::run);
        return this;
    }

    public MemorySegment memory() {
        return parentMemory.segment();
    }

    /** The error text of the contract's page. */
    public String errorText() {
        return memory().getString(MailboxDescriptor.ERROR_TEXT);
    }

    public String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (loop != null) {
            client.shutdown();
            try {
                loop.join(DEADLINE.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while the loop was leaving", e);
            }
            if (loop.isAlive()) {
                throw new IllegalStateException("the loop has not left on SHUTDOWN");
            }
        }
        parentMemory.close();
        childMemory.close();
    }
}

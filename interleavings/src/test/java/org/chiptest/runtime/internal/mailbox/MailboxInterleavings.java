package org.chiptest.runtime.internal.mailbox;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.linker.SleeplessFutex;
import org.chiptest.runtime.internal.waiting.AdaptiveSpin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What the parent and the child see of each other in a mailbox. */
public final class MailboxInterleavings {

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int DONE = MailboxState.CONTROL_DONE;
    private static final int REQUEST = MailboxState.CONTROL_REQUEST;

    static {
        SleeplessFutex.install();
    }

    private MailboxInterleavings() {}

    /** Memory of a mailbox; as an array it is gone with its state. */
    private static MemorySegment memory() {
        return MemorySegment.ofArray(new long[Math.toIntExact(ControlSegmentDescriptor.SIZE / Long.BYTES)]);
    }

    /** A parent that goes to sleep at once: a side that looks for long first is seldom just falling asleep when there is news. */
    private static Mailbox parent(MemorySegment memory) {
        return Mailbox.ofParent(memory, new AdaptiveSpin(0));
    }

    private static SleeplessFutex futexOn(MemorySegment memory) {
        return SleeplessFutex.on(() -> (int) INT.getVolatile(memory, MailboxDescriptor.STATE));
    }

    /** One side goes to sleep while the other one has news. */
    @JCStressTest
    @Outcome(id = {"false, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "seen, or woken")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "it sleeps, and nobody wakes it")
    @State
    public static class SleeperAndNews {

        private final MemorySegment memory = memory();
        private final Mailbox parent = parent(memory);
        private final Mailbox child = Mailbox.ofChild(memory);

        @Actor
        public void sleep(ZZ_Result result) {
            futexOn(memory);
            try {
                parent.await(state -> state == DONE, Duration.ZERO);
            } catch (SleeplessFutex.Asleep e) {
                result.r1 = true;
            }
        }

        @Actor
        public void tell(ZZ_Result result) {
            SleeplessFutex futex = futexOn(memory);
            child.publish(DONE);
            result.r2 = futex.woke();
        }
    }

    /** The child looks for a request while the parent sends one. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "there is none yet")
    @Outcome(id = REQUEST + ", 7", expect = ACCEPTABLE, desc = "it is whole")
    @Outcome(expect = FORBIDDEN, desc = "its words are not there")
    @State
    public static class RequestAndLook {

        private final MemorySegment memory = memory();
        private final MailboxClient parent = new MailboxClient(parent(memory), () -> true);
        private final Mailbox child = Mailbox.ofChild(memory);

        @Actor
        public void send() {
            futexOn(memory);
            try {
                parent.control(new RequestWords(1, 2, 3, 7), Duration.ZERO);
            } catch (SleeplessFutex.Asleep e) {
                // nobody answers
            }
        }

        @Actor
        public void look(IJ_Result seen) {
            seen.r1 = child.state();
            if (seen.r1 != MailboxState.IDLE) {
                seen.r2 = child.words().arg2();
            }
        }
    }

    /** The parent looks for a lost run while the child tells of one. */
    @JCStressTest
    @Outcome(id = "0, null", expect = ACCEPTABLE, desc = "there is none yet")
    @Outcome(id = "-100, late", expect = ACCEPTABLE, desc = "it is whole")
    @Outcome(expect = FORBIDDEN, desc = "its text is not there")
    @State
    public static class LossAndLook {

        private final MemorySegment memory = memory();
        private final Mailbox parent = parent(memory);
        private final Mailbox child = Mailbox.ofChild(memory);

        @Actor
        public void tell() {
            futexOn(memory);
            child.lost(-100, "late");
        }

        @Actor
        public void look(IL_Result seen) {
            if (parent.lostRun().orElse(null) instanceof Reply.Lost(int code, String text)) {
                seen.r1 = code;
                seen.r2 = text;
            }
        }
    }
}

package org.chiptest.runtime.internal.mailbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntPredicate;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.args.CallConfigDescriptor;
import org.chiptest.runtime.internal.args.CaptureOptionsDescriptor;
import org.chiptest.runtime.internal.args.RunSettingsDescriptor;
import org.chiptest.runtime.internal.args.TaskArgsBlob;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.memory.BoundedText;
import org.chiptest.runtime.internal.waiting.AdaptiveSpin;

/**
 * Access a control segment from one of its two sides (layout: {@link ControlSegmentDescriptor}).
 *
 * <p>A side sleeps on the state word as a futex. Before it sleeps it raises its flag and looks at the word again; the other side
 * stores the word and then looks at the flag. All four accesses are volatile, so one of the two sees the other.
 */
public final class Mailbox {

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final long LINK = ControlSegmentDescriptor.LINK;
    private static final long LOST_RUN = ControlSegmentDescriptor.LOST_RUN;
    private static final long OUTCOME = ControlSegmentDescriptor.OUTCOME;

    private final MemorySegment memory;
    private final AdaptiveSpin spin;
    private final long myFlag;
    private final long otherFlag;

    private Mailbox(MemorySegment memory, long myFlag, long otherFlag, AdaptiveSpin spin) {
        this.spin = spin;
        if (memory.byteSize() < ControlSegmentDescriptor.SIZE) {
            throw new IllegalArgumentException("a control segment has " + ControlSegmentDescriptor.SIZE
                    + " bytes, found " + memory.byteSize());
        }
        this.memory = memory;
        this.myFlag = LINK + myFlag;
        this.otherFlag = LINK + otherFlag;
    }

    /** Access fresh, zeroed memory as the side that sends requests. */
    public static Mailbox ofParent(MemorySegment memory) {
        return ofParent(memory, new AdaptiveSpin());
    }

    /** The same, for who wants to say how long it looks before it sleeps. */
    static Mailbox ofParent(MemorySegment memory, AdaptiveSpin spin) {
        Mailbox mailbox = new Mailbox(memory, LinkDescriptor.PARENT_WAITS, LinkDescriptor.CHILD_WAITS, spin);
        memory.set(JAVA_INT, LINK + LinkDescriptor.VERSION, LinkDescriptor.VERSION_VALUE);
        memory.set(JAVA_LONG, LINK + LinkDescriptor.MAGIC, LinkDescriptor.MAGIC_VALUE);
        return mailbox;
    }

    /**
     * Access the memory of a parent as the side that answers.
     *
     * @throws IllegalArgumentException if it is no control segment of this build
     */
    public static Mailbox ofChild(MemorySegment memory) {
        Mailbox mailbox = new Mailbox(memory, LinkDescriptor.CHILD_WAITS, LinkDescriptor.PARENT_WAITS,
                new AdaptiveSpin());
        if (!mailbox.isIntact()) {
            throw new IllegalArgumentException(
                    "the memory is no control segment of this build of the runtime; start the child with the parent's class path");
        }
        return mailbox;
    }

    /** Tell whether the marks are in place that nobody changes after the start. */
    public boolean isIntact() {
        return memory.get(JAVA_LONG, LINK + LinkDescriptor.MAGIC) == LinkDescriptor.MAGIC_VALUE
                && memory.get(JAVA_INT, LINK + LinkDescriptor.VERSION) == LinkDescriptor.VERSION_VALUE;
    }

    /** Return the memory that the device counts in. */
    public MemorySegment counters() {
        return memory.asSlice(ControlSegmentDescriptor.COUNTERS, CounterDescriptor.SIZE);
    }

    /** Return the memory in which running user code is noted. */
    public MemorySegment callFrames() {
        return memory.asSlice(ControlSegmentDescriptor.CALL_FRAMES, ControlSegmentDescriptor.CALL_FRAMES_SIZE);
    }

    // the state

    public int state() {
        return (int) INT.getAcquire(memory, MailboxDescriptor.STATE);
    }

    /** Store a state and wake the other side if it sleeps. */
    public void publish(int state) {
        INT.setVolatile(memory, MailboxDescriptor.STATE, state);
        wakeOther();
    }

    /** Store a state that the other side need not wake for. */
    void publishQuietly(int state) {
        INT.setRelease(memory, MailboxDescriptor.STATE, state);
    }

    /** Store a state if the word still has the expected value; return what it had. */
    public int publishIf(int expected, int state) {
        int found = (int) INT.compareAndExchange(memory, MailboxDescriptor.STATE, expected, state);
        if (found == expected) {
            wakeOther();
        }
        return found;
    }

    /** Wait until the state fulfils a condition; false if the time ran out, or for no reason. */
    public boolean await(IntPredicate condition, Duration timeout) {
        return await(MailboxDescriptor.STATE, condition, timeout);
    }

    /** Wake whoever of this side sleeps, so that it looks at the world again. */
    void interrupt() {
        Libc.futexWake(memory.address() + MailboxDescriptor.STATE, Integer.MAX_VALUE);
        Libc.futexWake(memory.address() + LINK + LinkDescriptor.READY, Integer.MAX_VALUE);
    }

    // the child's life

    /** Say that the child takes requests. */
    public void ready() {
        INT.setVolatile(memory, LINK + LinkDescriptor.READY, 1);
        Libc.futexWake(memory.address() + LINK + LinkDescriptor.READY, Integer.MAX_VALUE);
    }

    /** Wait until the child takes requests; false if the time ran out, or for no reason. */
    boolean awaitReady(Duration timeout) {
        return await(LINK + LinkDescriptor.READY, ready -> ready == 1, timeout);
    }

    /** Say that the child is about to exit on request. */
    public void sayGoodbye() {
        INT.setVolatile(memory, LINK + LinkDescriptor.GOODBYE, 1);
    }

    /** Tell whether the child has exited on request. */
    public boolean saidGoodbye() {
        return (int) INT.getVolatile(memory, LINK + LinkDescriptor.GOODBYE) == 1;
    }

    /** Say that the child's Java code runs at this {@link System#nanoTime()}. */
    public void beat(long nanoTime) {
        LONG.setOpaque(memory, LINK + LinkDescriptor.HEARTBEAT, nanoTime);
    }

    /** Return when the child's Java code last ran; 0 if it never did. */
    public long lastBeat() {
        return (long) LONG.getOpaque(memory, LINK + LinkDescriptor.HEARTBEAT);
    }

    // requests

    public void writeTask(int cid, TaskArgs args, CallConfig config) {
        long length = TaskArgsBlob.size(args);
        boolean fits = length <= MailboxDescriptor.ARGS_BLOB_CAPACITY;
        TaskArgsBlob.write(args, fits
                ? memory.asSlice(MailboxDescriptor.ARGS_BLOB, MailboxDescriptor.ARGS_BLOB_CAPACITY)
                : memory.asSlice(ControlSegmentDescriptor.LONG_ARGS, ControlSegmentDescriptor.LONG_ARGS_CAPACITY));
        memory.set(JAVA_LONG, LINK + LinkDescriptor.LONG_ARGS_LENGTH, fits ? 0 : length);
        memory.set(JAVA_LONG, MailboxDescriptor.CALLABLE_ID, Integer.toUnsignedLong(cid));
        CallConfigDescriptor.write(config, memory.asSlice(MailboxDescriptor.CALL_CONFIG, CallConfigDescriptor.SIZE));
        RunSettingsDescriptor.write(config.settings(), runSettings());
        if (config.diagnostics().on()) {
            CaptureOptionsDescriptor.write(config.diagnostics(), captureOptions());
        }
        nextRequest();
    }

    public void writeControl(RequestWords words) {
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_COMMAND, words.command());
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_ARG0, words.arg0());
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_ARG1, words.arg1());
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_ARG2, words.arg2());
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_RESULT, 0);
        nextRequest();
    }

    public int cid() {
        return (int) memory.get(JAVA_LONG, MailboxDescriptor.CALLABLE_ID);
    }

    public TaskArgs args() {
        long length = memory.get(JAVA_LONG, LINK + LinkDescriptor.LONG_ARGS_LENGTH);
        if (length == 0) {
            return TaskArgsBlob
                    .read(memory.asSlice(MailboxDescriptor.ARGS_BLOB, MailboxDescriptor.ARGS_BLOB_CAPACITY));
        }
        if (length < 0 || length > ControlSegmentDescriptor.LONG_ARGS_CAPACITY) {
            throw new ArgumentFormatException("damaged request: its long arguments have " + length
                    + " bytes, at most " + ControlSegmentDescriptor.LONG_ARGS_CAPACITY + " are possible");
        }
        return TaskArgsBlob.read(memory.asSlice(ControlSegmentDescriptor.LONG_ARGS, length));
    }

    public CallConfig config() {
        CallConfig config = CallConfigDescriptor.read(
                memory.asSlice(MailboxDescriptor.CALL_CONFIG, CallConfigDescriptor.SIZE),
                RunSettingsDescriptor.read(runSettings()));
        return config.diagnostics().on()
                ? config.withDiagnostics(CaptureOptionsDescriptor.read(config.diagnostics(), captureOptions()))
                : config;
    }

    public long command() {
        return memory.get(JAVA_LONG, MailboxDescriptor.CONTROL_COMMAND);
    }

    public RequestWords words() {
        long command = command();
        if (command != (int) command) {
            throw new ArgumentFormatException("there is no control command " + command
                    + "; parent and child must run the same build");
        }
        return new RequestWords((int) command, memory.get(JAVA_LONG, MailboxDescriptor.CONTROL_ARG0),
                memory.get(JAVA_LONG, MailboxDescriptor.CONTROL_ARG1),
                memory.get(JAVA_LONG, MailboxDescriptor.CONTROL_ARG2));
    }

    // answers

    /** Tell whether the answer in the mailbox belongs to the last request. */
    boolean isAnswered() {
        return memory.get(JAVA_LONG, LINK + LinkDescriptor.ANSWER) == memory.get(JAVA_LONG,
                LINK + LinkDescriptor.REQUEST);
    }

    public void writeOutcome(Outcome outcome, String shortText) {
        memory.set(JAVA_INT, MailboxDescriptor.ERROR_CODE, outcome.code());
        byte[] brief = BoundedText.utf8(shortText, (int) MailboxDescriptor.ERROR_TEXT_SIZE - 1);
        MemorySegment.copy(brief, 0, memory, JAVA_BYTE, MailboxDescriptor.ERROR_TEXT, brief.length);
        memory.set(JAVA_BYTE, MailboxDescriptor.ERROR_TEXT + brief.length, (byte) 0);
        byte[] text = BoundedText.utf8(outcome.text(), (int) OutcomeDescriptor.TEXT_CAPACITY);
        memory.set(JAVA_INT, OUTCOME + OutcomeDescriptor.KIND, outcome.kind().code());
        memory.set(JAVA_INT, OUTCOME + OutcomeDescriptor.TEXT_LENGTH, text.length);
        MemorySegment.copy(text, 0, memory, JAVA_BYTE, OUTCOME + OutcomeDescriptor.TEXT, text.length);
        memory.set(JAVA_LONG, LINK + LinkDescriptor.ANSWER, memory.get(JAVA_LONG, LINK + LinkDescriptor.REQUEST));
    }

    public void writeResult(long result) {
        memory.set(JAVA_LONG, MailboxDescriptor.CONTROL_RESULT, result);
    }

    public Outcome readOutcome() {
        int kind = memory.get(JAVA_INT, OUTCOME + OutcomeDescriptor.KIND);
        int length = memory.get(JAVA_INT, OUTCOME + OutcomeDescriptor.TEXT_LENGTH);
        Optional<Outcome.Kind> known = Outcome.Kind.ofCode(kind);
        if (known.isEmpty() || length < 0 || length > OutcomeDescriptor.TEXT_CAPACITY) {
            return new Outcome(Outcome.Kind.DAMAGED, DeviceException.FAILED,
                    "the answer has kind " + kind + " and a text of " + length + " bytes", 0);
        }
        byte[] text = memory.asSlice(OUTCOME + OutcomeDescriptor.TEXT, length).toArray(JAVA_BYTE);
        return new Outcome(known.get(), memory.get(JAVA_INT, MailboxDescriptor.ERROR_CODE),
                new String(text, StandardCharsets.UTF_8), memory.get(JAVA_LONG, MailboxDescriptor.CONTROL_RESULT));
    }

    /** Say that the run under way has failed and will not be answered; the first time stands. Wakes the parent. */
    public void lost(int code, String text) {
        if ((int) INT.getAcquire(memory, LOST_RUN + LostRunDescriptor.CODE) != 0) {
            return;
        }
        byte[] bytes = BoundedText.utf8(text, (int) LostRunDescriptor.TEXT_CAPACITY);
        memory.set(JAVA_INT, LOST_RUN + LostRunDescriptor.TEXT_LENGTH, bytes.length);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, LOST_RUN + LostRunDescriptor.TEXT, bytes.length);
        INT.setVolatile(memory, LOST_RUN + LostRunDescriptor.CODE, code != 0 ? code : DeviceException.FAILED);
        wakeOther();
    }

    /** Return the failure of the run under way if it will not be answered, or that the page was overwritten. */
    Optional<Reply> lostRun() {
        int code = (int) INT.getVolatile(memory, LOST_RUN + LostRunDescriptor.CODE);
        if (code == 0) {
            return Optional.empty();
        }
        int length = memory.get(JAVA_INT, LOST_RUN + LostRunDescriptor.TEXT_LENGTH);
        if (!isIntact() || length < 0 || length > LostRunDescriptor.TEXT_CAPACITY) {
            return Optional.of(new Reply.Answered(new Outcome(Outcome.Kind.DAMAGED, DeviceException.FAILED,
                    "a lost run has code " + code + " and a text of " + length + " bytes", 0)));
        }
        byte[] text = memory.asSlice(LOST_RUN + LostRunDescriptor.TEXT, length).toArray(JAVA_BYTE);
        return Optional.of(new Reply.Lost(code, new String(text, StandardCharsets.UTF_8)));
    }

    private MemorySegment runSettings() {
        return memory.asSlice(ControlSegmentDescriptor.RUN_SETTINGS, RunSettingsDescriptor.SIZE);
    }

    private MemorySegment captureOptions() {
        return memory.asSlice(ControlSegmentDescriptor.CAPTURE_OPTIONS, CaptureOptionsDescriptor.SIZE);
    }

    private void nextRequest() {
        memory.set(JAVA_INT, LOST_RUN + LostRunDescriptor.CODE, 0);
        memory.set(JAVA_INT, MailboxDescriptor.ERROR_CODE, 0);
        memory.set(JAVA_BYTE, MailboxDescriptor.ERROR_TEXT, (byte) 0);
        long last = memory.get(JAVA_LONG, LINK + LinkDescriptor.REQUEST);
        memory.set(JAVA_LONG, LINK + LinkDescriptor.REQUEST, last + 1);
    }

    private boolean await(long word, IntPredicate condition, Duration timeout) {
        if (spin.sees(() -> condition.test((int) INT.getAcquire(memory, word)))) {
            return true;
        }
        INT.setVolatile(memory, myFlag, 1);
        int seen = (int) INT.getVolatile(memory, word);
        if (!condition.test(seen)) {
            Libc.futexWait(memory.address() + word, seen, timeout);
        }
        INT.setVolatile(memory, myFlag, 0);
        return condition.test((int) INT.getAcquire(memory, word));
    }

    private void wakeOther() {
        if ((int) INT.getVolatile(memory, otherFlag) != 0) {
            Libc.futexWake(memory.address() + MailboxDescriptor.STATE, Integer.MAX_VALUE);
        }
    }
}

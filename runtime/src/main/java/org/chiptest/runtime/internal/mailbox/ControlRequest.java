package org.chiptest.runtime.internal.mailbox;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.device.RequestWords;

/** What a control command asks of a child process: an operation of its device, or something of the process itself. */
public sealed interface ControlRequest {

    /** Return the name of the operation, for messages. */
    String operation();

    /** Write the request down. */
    RequestWords words(RequestWords.Sender memory);

    /**
     * Read a request that was received, without believing it.
     *
     * @throws ArgumentFormatException if there is no such command, or its words cannot be meant
     * @throws DeviceException         if the callable to be prepared is none
     */
    static ControlRequest read(RequestWords words, RequestWords.Receiver memory) {
        return switch (words.command()) {
            case Init.COMMAND -> new Init(words.arg0());
            case Remains.COMMAND -> new Remains();
            case Register.COMMAND -> new Register(words.callableId(),
                    memory.find(words.arg1(), words.arg2(), DeviceRequestCodec.IMAGE));
            case Join.COMMAND -> Join.of(words);
            case Barrier.COMMAND -> new Barrier();
            case Leave.COMMAND -> new Leave();
            case Detach.COMMAND -> new Detach();
            case Attach.COMMAND -> Attach.of(words);
            case Bootstrap.COMMAND -> Bootstrap.of(memory.find(words.arg1(), words.arg2(), "how a chip starts"));
            default -> Prewarm.isMeantBy(words)
                    ? new Prewarm(words.callableId())
                    : new OfDevice(DeviceRequestCodec.read(words, memory));
        };
    }

    /** Have the device do something. */
    record OfDevice(DeviceRequest.Control request) implements ControlRequest {

        @Override
        public String operation() {
            return request.operation();
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return DeviceRequestCodec.words(request, memory);
        }
    }

    /** Open the device, or make whatever else the process needs for its tasks. Words: the number of the device. */
    record Init(long deviceId) implements ControlRequest {

        public static final int COMMAND = 16;

        @Override
        public String operation() {
            return "init";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, deviceId, 0, 0);
        }
    }

    /**
     * Tell what user code has left of the process otherwise than it was before, by the bits of
     * {@link org.chiptest.runtime.internal.linker.ProcessState}; also whether it has children, which nobody else has started, or such that
     * it has not waited for. No words.
     */
    record Remains() implements ControlRequest {

        public static final int COMMAND = 20;

        @Override
        public String operation() {
            return "look at the process";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, 0, 0, 0);
        }
    }

    /**
     * Remember, for as long as the process lives, that an image in shared memory is this callable id, so that {@link Prewarm} and tasks
     * find it. Of a sub worker's task the image is its name, which is read at once. Words: the id, the image, its size.
     */
    record Register(int cid, MemorySegment image) implements ControlRequest {

        public static final int COMMAND = 18;

        @Override
        public String operation() {
            return "register";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, cid, memory.send(image), image.byteSize());
        }
    }

    /** Prepare a registered callable, unless that is done already: the command of {@link DeviceRequest.Prepare} without an image. */
    record Prewarm(int cid) implements ControlRequest {

        public static final int COMMAND = DeviceRequestCodec.PREPARE;

        private static boolean isMeantBy(RequestWords words) {
            return words.command() == COMMAND && words.arg1() == 0;
        }

        @Override
        public String operation() {
            return "prepare_callable";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, cid, 0, 0);
        }
    }

    /**
     * Join a group of chips that talk to each other. Words: the process (upper half) that has the windows' memory file open, and its
     * descriptor; the rank (upper half) and the number of ranks; the size of each window. The result is the address of the context that
     * kernels get.
     */
    record Join(int process, int descriptor, int rank, int ranks, long windowBytes) implements ControlRequest {

        public static final int COMMAND = 22;

        private static Join of(RequestWords words) {
            return new Join(upper(words.arg0()), (int) words.arg0(), upper(words.arg1()), (int) words.arg1(),
                    words.arg2());
        }

        @Override
        public String operation() {
            return "comm_alloc_windows";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, both(process, descriptor), both(rank, ranks), windowBytes);
        }
    }

    /** Wait until all ranks of the group have come here. No words. */
    record Barrier() implements ControlRequest {

        public static final int COMMAND = 23;

        @Override
        public String operation() {
            return "comm_barrier";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, 0, 0, 0);
        }
    }

    /** Wait until all ranks of the group have come here, and leave it. No words. */
    record Leave() implements ControlRequest {

        public static final int COMMAND = 24;

        @Override
        public String operation() {
            return "comm_destroy";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, 0, 0, 0);
        }
    }

    /**
     * Forget the host worker: what it has registered, its group, its memory, whose addresses stay taken. What is prepared was unregistered
     * before. The device and the kernels that it has loaded stay. No words.
     */
    record Detach() implements ControlRequest {

        public static final int COMMAND = 25;

        @Override
        public String operation() {
            return "detach";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, 0, 0, 0);
        }
    }

    /**
     * Serve another host worker, after {@link Detach}: references lead into its memory from now on, which is as large. A sub worker serves
     * one, and is told so before its tasks. Words: the process (upper half) that has the memory file open, and its descriptor.
     */
    record Attach(int process, int descriptor) implements ControlRequest {

        public static final int COMMAND = 26;

        private static Attach of(RequestWords words) {
            return new Attach(upper(words.arg0()), (int) words.arg0());
        }

        @Override
        public String operation() {
            return "attach";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, both(process, descriptor), 0, 0);
        }
    }

    /**
     * Start as a member of a group of chips, after {@link Attach}. Words: where the words of the start lie, each ended by a 0, and their
     * size.
     */
    record Bootstrap(List<String> start) implements ControlRequest {

        public static final int COMMAND = 27;

        private static final String END = "\0";

        public Bootstrap {
            start = List.copyOf(start);
        }

        private static Bootstrap of(MemorySegment words) {
            String text = new String(words.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            List<String> read = List.of(text.split(END, -1));
            if (!read.getLast().isEmpty()) {
                throw new ArgumentFormatException("the words of a start end with a 0, found '" + read.getLast() + "'");
            }
            return new Bootstrap(read.subList(0, read.size() - 1));
        }

        @Override
        public String operation() {
            return "bootstrap";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            MemorySegment text = MemorySegment
                    .ofArray((String.join(END, start) + END).getBytes(StandardCharsets.UTF_8));
            return new RequestWords(COMMAND, 0, memory.send(text), text.byteSize());
        }
    }

    private static int upper(long word) {
        return (int) (word >>> Integer.SIZE);
    }

    private static long both(int upper, int lower) {
        return (long) upper << Integer.SIZE | Integer.toUnsignedLong(lower);
    }
}

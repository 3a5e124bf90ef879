package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.chiptest.runtime.args.ArgumentFormatException;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.EffectiveRunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.CallableFormatException;
import org.chiptest.runtime.callable.ChipCallable;

/**
 * One operation that a device is asked for. Everything about an operation stands here, once: its name and text
 * ({@code docs/contract/workers.md#chip-worker}), how long it may take, its number and words in a mailbox (8.3), and what it means to a device that
 * has died.
 *
 * <p>The result of {@link Device#perform} is 0 unless the operation says otherwise. Numbers up to 15 are the contract's, ours are
 * counted from 16.
 */
public sealed interface DeviceRequest {

    /** Return the name of the worker's operation, for messages. */
    String operation();

    /** Word the failure of the operation; the device's own text follows. */
    default String failure(int code) {
        return operation() + " failed with code " + code;
    }

    /**
     * Return how long the operation may take.
     *
     * @param usual for operations that have no deadline of their own
     */
    default Duration deadline(Duration usual) {
        return usual;
    }

    /** Tell whether the operation only gives back what is gone anyway once the device has died: nothing is left to do then. */
    default boolean onlyReleases() {
        return false;
    }

    /** An operation that travels as control command; all do but a run, which has a form of its own. */
    sealed interface Control extends DeviceRequest {

        /** Return the number that travels. */
        int command();

        /** Write the request down. */
        RequestWords words(RequestWords.Sender memory);

        /** Divide the request into others that each name this many bytes of memory at most; their order matters. */
        default List<? extends Control> pieces(long bytes) {
            return List.of(this);
        }
    }

    /**
     * Read a request that was received, without believing it.
     *
     * @throws ArgumentFormatException if there is no such command, or its words cannot be meant
     * @throws DeviceException         if the callable to be prepared is none
     */
    static Control read(RequestWords words, RequestWords.Receiver memory) {
        return switch (words.command()) {
            case Malloc.COMMAND -> new Malloc(words.arg0());
            case Free.COMMAND -> new Free(words.arg0());
            case CopyTo.COMMAND -> new CopyTo(words.arg0(),
                    memory.find(words.arg1(), words.arg2(), "the source of copy_to"));
            case CopyFrom.COMMAND -> new CopyFrom(
                    memory.find(words.arg0(), words.arg2(), "the target of copy_from"), words.arg1());
            case Prepare.COMMAND -> Prepare.of(words.callableId(),
                    memory.find(words.arg1(), words.arg2(), Prepare.IMAGE));
            case Unregister.COMMAND -> new Unregister(words.callableId());
            case WarmUp.COMMAND -> new WarmUp();
            default -> throw new ArgumentFormatException("there is no control command " + words.command()
                    + "; parent and child must run the same build");
        };
    }

    /** Run a prepared callable to its end. */
    record Run(int cid, TaskArgs args, CallConfig config) implements DeviceRequest {

        @Override
        public String operation() {
            return "run_prepared";
        }

        @Override
        public Duration deadline(Duration usual) {
            return config.settings().deadline().orElse(EffectiveRunSettings.DEFAULT_DEADLINE);
        }
    }

    /** Allocate device memory; the result is its address in the device's address space. Words: the size. */
    record Malloc(long bytes) implements Control {

        public static final int COMMAND = 0;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "malloc";
        }

        @Override
        public String failure(int code) {
            return "malloc failed";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, bytes, 0, 0);
        }
    }

    /** Free device memory; an unknown address is ignored. Words: the address. */
    record Free(long pointer) implements Control {

        public static final int COMMAND = 1;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "free";
        }

        @Override
        public boolean onlyReleases() {
            return true;
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, pointer, 0, 0);
        }
    }

    /** Copy host memory to device memory. Words: the address, the host memory, its size. */
    record CopyTo(long pointer, MemorySegment host) implements Control {

        public static final int COMMAND = 2;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "copy_to";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, pointer, memory.send(host), host.byteSize());
        }

        @Override
        public List<CopyTo> pieces(long bytes) {
            return offsets(host, bytes).mapToObj(at -> new CopyTo(pointer + at, piece(host, at, bytes))).toList();
        }
    }

    /** Copy device memory to host memory. Words: the host memory, the address, the size. */
    record CopyFrom(MemorySegment host, long pointer) implements Control {

        public static final int COMMAND = 3;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "copy_from";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, memory.receive(host), pointer, host.byteSize());
        }

        @Override
        public List<CopyFrom> pieces(long bytes) {
            return offsets(host, bytes).mapToObj(at -> new CopyFrom(piece(host, at, bytes), pointer + at)).toList();
        }
    }

    /** Register a callable under a callable id in [0, 64). Words: the id, the callable's image, its size. */
    record Prepare(int cid, ChipCallable callable) implements Control {

        public static final int COMMAND = 4;

        /** What the memory of the callable is called in messages. */
        public static final String IMAGE = "the callable's image";

        /**
         * Ask for a callable whose image was received.
         *
         * @throws DeviceException if it is none
         */
        public static Prepare of(int cid, MemorySegment image) {
            try {
                return new Prepare(cid, ChipCallable.parse(image));
            } catch (CallableFormatException e) {
                throw new DeviceException(-1, String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "prepare_callable";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, cid, memory.send(callable.image()), callable.byteSize());
        }
    }

    /** Forget a callable id; one that is not registered is ignored. Words: the id. */
    record Unregister(int cid) implements Control {

        public static final int COMMAND = 17;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "unregister_callable";
        }

        @Override
        public boolean onlyReleases() {
            return true;
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, cid, 0, 0);
        }
    }

    /**
     * Do ahead of time what the first run would otherwise have to wait for. Neither counters nor anything else that a user can see
     * changes; a device that has nothing to prepare does nothing. No words.
     */
    record WarmUp() implements Control {

        public static final int COMMAND = 19;

        @Override
        public int command() {
            return COMMAND;
        }

        @Override
        public String operation() {
            return "warm_up";
        }

        @Override
        public RequestWords words(RequestWords.Sender memory) {
            return new RequestWords(COMMAND, 0, 0, 0);
        }
    }

    private static LongStream offsets(MemorySegment host, long bytes) {
        return LongStream.iterate(0, at -> at < host.byteSize(), at -> at + bytes);
    }

    private static MemorySegment piece(MemorySegment host, long offset, long bytes) {
        return host.asSlice(offset, Math.min(bytes, host.byteSize() - offset));
    }
}

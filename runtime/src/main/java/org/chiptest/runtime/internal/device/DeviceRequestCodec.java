package org.chiptest.runtime.internal.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.LongStream;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.CopyFrom;
import org.chiptest.runtime.device.DeviceRequest.CopyTo;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Probe;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.device.DeviceRequest.WarmUp;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.callable.CallableFormatException;

/**
 * How operations of devices travel as control commands ({@code docs/contract/workers.md#task-mailbox}). Numbers up to 15 are the
 * contract's, ours are counted from 16.
 *
 * <pre>
 *   command          word 0         word 1           word 2
 *   0  malloc        size
 *   1  free          address
 *   2  copy_to       address        host memory      its size
 *   3  copy_from     host memory    address          its size
 *   4  prepare       callable id    image            its size
 *   17 unregister    callable id
 *   19 warm up
 *   21 probe
 * </pre>
 */
public final class DeviceRequestCodec {

    public static final int MALLOC = 0;
    public static final int FREE = 1;
    public static final int COPY_TO = 2;
    public static final int COPY_FROM = 3;
    public static final int PREPARE = 4;
    public static final int UNREGISTER = 17;
    public static final int WARM_UP = 19;
    public static final int PROBE = 21;

    /** What the memory of a callable is called in messages. */
    public static final String IMAGE = "the callable's image";

    private DeviceRequestCodec() {}

    /** Return the number that travels. */
    public static int command(DeviceRequest.Control request) {
        return switch (request) {
            case Malloc _ -> MALLOC;
            case Free _ -> FREE;
            case CopyTo _ -> COPY_TO;
            case CopyFrom _ -> COPY_FROM;
            case Prepare _ -> PREPARE;
            case Unregister _ -> UNREGISTER;
            case WarmUp _ -> WARM_UP;
            case Probe _ -> PROBE;
        };
    }

    /** Write a request down. */
    public static RequestWords words(DeviceRequest.Control request, RequestWords.Sender memory) {
        int command = command(request);
        return switch (request) {
            case Malloc(long bytes) -> new RequestWords(command, bytes, 0, 0);
            case Free(long pointer) -> new RequestWords(command, pointer, 0, 0);
            case CopyTo(long pointer, MemorySegment host) ->
                new RequestWords(command, pointer, memory.send(host), host.byteSize());
            case CopyFrom(MemorySegment host, long pointer) ->
                new RequestWords(command, memory.receive(host), pointer, host.byteSize());
            case Prepare(int cid, ChipCallable callable) ->
                new RequestWords(command, cid, memory.send(callable.image()), callable.byteSize());
            case Unregister(int cid) -> new RequestWords(command, cid, 0, 0);
            case WarmUp() -> new RequestWords(command, 0, 0, 0);
            case Probe() -> new RequestWords(command, 0, 0, 0);
        };
    }

    /**
     * Read a request that was received, without believing it.
     *
     * @throws ArgumentFormatException if there is no such command, or its words cannot be meant
     * @throws DeviceException         if the callable to be prepared is none
     */
    public static DeviceRequest.Control read(RequestWords words, RequestWords.Receiver memory) {
        return switch (words.command()) {
            case MALLOC -> new Malloc(words.arg0());
            case FREE -> new Free(words.arg0());
            case COPY_TO -> new CopyTo(words.arg0(), memory.find(words.arg1(), words.arg2(), "the source of copy_to"));
            case COPY_FROM ->
                new CopyFrom(memory.find(words.arg0(), words.arg2(), "the target of copy_from"), words.arg1());
            case PREPARE -> prepare(words.callableId(), memory.find(words.arg1(), words.arg2(), IMAGE));
            case UNREGISTER -> new Unregister(words.callableId());
            case WARM_UP -> new WarmUp();
            case PROBE -> new Probe();
            default -> throw new ArgumentFormatException("there is no control command " + words.command()
                    + "; parent and child must run the same build");
        };
    }

    /**
     * Ask for a callable whose image was received.
     *
     * @throws DeviceException if it is none
     */
    public static Prepare prepare(int cid, MemorySegment image) {
        try {
            return new Prepare(cid, ChipCallable.parse(image));
        } catch (CallableFormatException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Divide a request into others that each name this many bytes of memory at most; their order matters. */
    public static List<DeviceRequest.Control> pieces(DeviceRequest.Control request, long bytes) {
        return switch (request) {
            case CopyTo(long pointer, MemorySegment host) -> offsets(host, bytes).<DeviceRequest.Control>mapToObj(
                    at -> new CopyTo(pointer + at, piece(host, at, bytes))).toList();
            case CopyFrom(MemorySegment host, long pointer) -> offsets(host, bytes).<DeviceRequest.Control>mapToObj(
                    at -> new CopyFrom(piece(host, at, bytes), pointer + at)).toList();
            case Malloc _,Free _,Prepare _,Unregister _,WarmUp _,Probe _ -> List.of(request);
        };
    }

    private static LongStream offsets(MemorySegment host, long bytes) {
        return LongStream.iterate(0, at -> at < host.byteSize(), at -> at + bytes);
    }

    private static MemorySegment piece(MemorySegment host, long offset, long bytes) {
        return host.asSlice(offset, Math.min(bytes, host.byteSize() - offset));
    }
}

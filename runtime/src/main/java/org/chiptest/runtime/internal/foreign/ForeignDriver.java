package org.chiptest.runtime.internal.foreign;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;

/**
 * What differs between the generations of the interface: how a context is made ready, how callables get in, and how they run. Each
 * throws a {@link org.chiptest.runtime.device.DeviceException} with the library's code.
 */
interface ForeignDriver extends AutoCloseable {

    /** Bind the context to a device. */
    void init(int deviceId);

    /** Hand a callable over under its id. */
    void register(int cid, ChipCallable callable);

    /** Run a callable to its end; tensors lie in memory of this process, or of the device. */
    void run(int cid, TaskArgs args, CallConfig config);

    /** Forget a callable id. */
    void unregister(int cid);

    /** Release what the driver itself has, when the context is gone. */
    @Override
    void close();
}

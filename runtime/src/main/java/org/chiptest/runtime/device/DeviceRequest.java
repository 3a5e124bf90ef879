package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;

/**
 * One operation that a device is asked for. Everything about an operation stands here, once: its name and text
 * ({@code docs/contract/workers.md#chip-worker}), how long it may take, and what it means to a device that has died. How it travels to
 * another process is its codec's business.
 *
 * <p>The result of {@link Device#perform} is 0 unless the operation says otherwise.
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

    /** An operation that travels to another process as a control command; all do but a run, which has a form of its own. */
    sealed interface Control extends DeviceRequest {}

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

    /** Allocate device memory; the result is its address in the device's address space. */
    record Malloc(long bytes) implements Control {

        @Override
        public String operation() {
            return "malloc";
        }

        @Override
        public String failure(int code) {
            return "malloc failed";
        }
    }

    /** Free device memory; an unknown address is ignored. */
    record Free(long pointer) implements Control {

        @Override
        public String operation() {
            return "free";
        }

        @Override
        public boolean onlyReleases() {
            return true;
        }
    }

    /** Copy host memory to device memory. */
    record CopyTo(long pointer, MemorySegment host) implements Control {

        @Override
        public String operation() {
            return "copy_to";
        }
    }

    /** Copy device memory to host memory. */
    record CopyFrom(MemorySegment host, long pointer) implements Control {

        @Override
        public String operation() {
            return "copy_from";
        }
    }

    /** Register a callable under a callable id in [0, 64). */
    record Prepare(int cid, ChipCallable callable) implements Control {

        @Override
        public String operation() {
            return "prepare_callable";
        }
    }

    /** Forget a callable id; one that is not registered is ignored. */
    record Unregister(int cid) implements Control {

        @Override
        public String operation() {
            return "unregister_callable";
        }

        @Override
        public boolean onlyReleases() {
            return true;
        }
    }

    /**
     * Do ahead of time what the first run would otherwise have to wait for. Neither counters nor anything else that a user can see
     * changes; a device that has nothing to prepare does nothing.
     */
    record WarmUp() implements Control {

        @Override
        public String operation() {
            return "warm_up";
        }
    }

    /**
     * Do what every user needs and nobody sees: allocate and free memory, write a library to a file, open and close it, and run a callable
     * of the device's own. It fails if user code has made the device unfit for that. Neither counters nor anything else that a user can
     * see changes; of a device without user code in its process only memory is tried.
     */
    record Probe() implements Control {

        @Override
        public String operation() {
            return "probe";
        }
    }
}

package org.chiptest.runtime.platform;

import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

import org.chiptest.runtime.device.Counter;

/**
 * What the devices of a platform can do and what using them costs. What a platform cannot do is absent, never 0.
 *
 * @param choice         whether it is used when nobody names a platform
 * @param supply         whether there are as many devices as anybody asks for
 * @param counters       what its devices count; asking for another counter is an error
 * @param captures       what its devices can record of a run
 * @param code           where kernels and orchestrations run
 * @param reset          what it takes to have a device as it was at first
 * @param runsPerProcess how many runs one process of a device can do before it has to be renewed; empty if there is no limit
 */
public record Capabilities(Choice choice, Supply supply, Set<Counter> counters, Set<Capture> captures, Code code,
        Reset reset, OptionalInt runsPerProcess) {

    /** Say when a platform is used. */
    public enum Choice {
        /** Also when nobody names platforms. */
        BY_DEFAULT,
        /** Only when it is asked for by name; a class that lists it is not applicable otherwise. */
        ON_REQUEST
    }

    /** Say how many devices there are. */
    public enum Supply {
        /** Devices cost nothing: there are as many as a test needs, and all are alike. */
        UNLIMITED,
        /** Devices are things: one is used unless a pool is named, and which one is worth telling. */
        LIMITED
    }

    /** Say what user code can reach. */
    public enum Code {
        /** Kernels and orchestrations run in the process that hosts the device, and can change it. */
        IN_PROCESS,
        /** Kernels run elsewhere; of user code only what runs on the host reaches the process. */
        ON_DEVICE
    }

    /** Say what a reset takes. */
    public enum Reset {
        /** A new process is a new device. */
        PROCESS,
        /** The device outlives its processes and has to be reset itself, which takes seconds. */
        DEVICE
    }

    /** Name what can be recorded of a run. */
    public enum Capture {
        SWIMLANE, DEPENDENCIES, TENSOR_DUMP, PMU, SCOPES
    }

    /** Copy the sets. */
    public Capabilities {
        counters = Set.copyOf(counters);
        captures = Set.copyOf(captures);
        if (runsPerProcess.isPresent() && runsPerProcess.getAsInt() < 1) {
            throw new IllegalArgumentException("a process that can do " + runsPerProcess.getAsInt()
                    + " runs is of no use; the limit is 1 or more, or none");
        }
    }

    /** Return those of a simulation that counts and records everything. */
    public static Capabilities ofSimulation() {
        return new Capabilities(Choice.BY_DEFAULT, Supply.UNLIMITED, EnumSet.allOf(Counter.class),
                EnumSet.allOf(Capture.class),
                Code.IN_PROCESS, Reset.PROCESS, OptionalInt.empty());
    }

    /** Return those of cards of which nothing more is known than that there are few. */
    public static Capabilities ofCards() {
        return new Capabilities(Choice.ON_REQUEST, Supply.LIMITED, EnumSet.of(Counter.HOST_OPENS, Counter.AICPU_OPENS),
                Set.of(), Code.ON_DEVICE, Reset.DEVICE, OptionalInt.empty());
    }

    /** Tell whether the platform is used when nobody names one. */
    public boolean byDefault() {
        return choice == Choice.BY_DEFAULT;
    }

    /** Tell whether devices are things of which there are few. */
    public boolean limited() {
        return supply == Supply.LIMITED;
    }
}

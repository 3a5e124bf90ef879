package org.chiptest.endtoend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;

/** What one scenario does wrong, and where. */
record Injection(Place place, Fault fault) {

    static final Injection NONE = new Injection(Place.KERNEL, Fault.NONE);

    /** Where something goes wrong. */
    enum Place {
        KERNEL, ORCHESTRATION,
        /** The constructor of a kernel's library, which runs when it is prepared. */
        CONSTRUCTOR,
        /** The scenario itself. */
        SCENARIO
    }

    /** Return everything that can go wrong. */
    static List<Injection> all() {
        Stream<Injection> code = Stream.of(Place.KERNEL, Place.ORCHESTRATION)
                .flatMap(place -> Arrays.stream(Fault.values())
                        .filter(fault -> fault.code() != 0 && fault != Fault.HEAP_SMASHED_SILENTLY
                                && fault != Fault.SMASHED_HEAP_USED)
                        .filter(fault -> fault != Fault.DEADLOCK || place == Place.KERNEL)
                        .map(fault -> new Injection(place, fault)));
        return Stream.concat(code, Stream.of(new Injection(Place.CONSTRUCTOR, Fault.EXCEPTION),
                new Injection(Place.CONSTRUCTOR, Fault.ABORT),
                new Injection(Place.SCENARIO, Fault.SHARED_MEMORY_EXHAUSTED))).toList();
    }

    /** Return the name of a case that does this. */
    String caseName() {
        return (place + "_" + fault).toLowerCase(Locale.ROOT);
    }

    /** Return the pattern of what the failure must say, over several lines. */
    String words() {
        String where = switch (place) {
            case KERNEL -> fault == Fault.GARBAGE_IN_MAILBOX || fault == Fault.DEADLOCK ? "" : "kernel 7";
            case ORCHESTRATION -> fault == Fault.GARBAGE_IN_MAILBOX ? "" : "orchestration";
            case CONSTRUCTOR, SCENARIO -> "";
        };
        String words = place == Place.CONSTRUCTOR ? "prepare_callable failed.*SIGABRT" : fault.words();
        return "(?s)(?=.*(?:" + words + "))(?=.*" + where + ")(?=.*-Dcase=)";
    }

    TaskArgs arguments(HostTensor counter) {
        return new TaskArgs().tensor(counter).scalar(place == Place.ORCHESTRATION ? fault.code() : 0)
                .scalar(place == Place.KERNEL ? fault.code() : 0);
    }
}

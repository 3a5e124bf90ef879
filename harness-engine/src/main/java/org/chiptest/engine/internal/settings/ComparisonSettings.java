package org.chiptest.engine.internal.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Say what scenarios are compared with.
 *
 * @param against the other side of each scenario, if there is to be one
 * @param diverge when single tasks are compared
 */
public record ComparisonSettings(Optional<AgainstChoice> against, DivergeChoice diverge) {

    /** Compare with nothing. */
    public static final ComparisonSettings NONE = new ComparisonSettings(Optional.empty(), DivergeChoice.NEVER);

    /**
     * Put together what was set.
     *
     * @throws IllegalArgumentException if it says two things
     */
    static ComparisonSettings of(Optional<AgainstChoice> against, DivergeChoice diverge) {
        if (diverge.when() != DivergeChoice.When.REPEATED) {
            return new ComparisonSettings(against, diverge);
        }
        if (against.isPresent() && !against.get().isSelf()) {
            throw new IllegalArgumentException("diverge=" + diverge.times() + " runs the same variant "
                    + diverge.times() + " times, and against=" + against.get() + " another one; set one of them");
        }
        return new ComparisonSettings(Optional.of(AgainstChoice.ITSELF), diverge);
    }

    /** Return what says the same on a command line. */
    public List<String> words() {
        return switch (diverge.when()) {
            case REPEATED -> List.of("-Ddiverge=" + diverge.times());
            case NEVER -> side();
            case ALWAYS -> Stream.concat(side().stream(), Stream.of("-Ddiverge=always")).toList();
            case AFTER_FAILURE -> Stream.concat(side().stream(), Stream.of("-Ddiverge=auto")).toList();
        };
    }

    private List<String> side() {
        return against.map(choice -> List.of("-Dagainst=" + choice)).orElse(List.of());
    }

    /** Tell whether both sides run in each attempt, and not only after a failure. */
    public boolean always() {
        return against.isPresent() && diverge.when() != DivergeChoice.When.AFTER_FAILURE;
    }

    /** Tell whether sides are compared task by task when they are compared. */
    public boolean diverges() {
        return diverge.when() != DivergeChoice.When.NEVER;
    }

    /** Tell whether what a test does is watched from the first time on. */
    public boolean watchesAlways() {
        return always() || diverge.recordsAlways();
    }

    /** Tell whether the same variant is run several times. */
    public boolean repeats() {
        return diverge.when() == DivergeChoice.When.REPEATED;
    }
}

package org.chiptest.engine.internal.contract;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * A rule of what prepared callables promise ({@code docs/contract/required-behaviours.md#prepared-callables-on-trb} and
 * {@code docs/contract/devices.md}), as the steps that show whether it is kept. Names are those of the scenarios.
 */
public enum ContractRule {

    /** One callable under two ids: each of them runs, in any order. */
    RUNS_TWICE_AND_ONCE_MORE_UNDER_A_SECOND_ID(Judged.BY_BEHAVIOUR, "p0a,p1a,r0,r0,r1,u0,u1"),

    /** Runs of one id open its library once. */
    REPEATED_RUNS_OPEN_THE_LIBRARY_ONCE(Judged.BY_OPENS, "p0a,r0,r0,r0,r0,r0,u0"),

    /** Whatever is done, the number of opened libraries never falls, and only preparing again adds to it. */
    THE_OPEN_COUNT_NEVER_FALLS(Judged.BY_OPENS, "p0a,r0,u0,p0b,r0,p1a,r1,u1,u0,p0a,r0,r0,u0,p63b,r63,u63"),

    /** However many ids have a callable, it is uploaded once. */
    EQUAL_IMAGES_ARE_STORED_ONCE(Judged.BY_HITS, "p0a,p1a,p2a,p63a,r0,r63,u0,u63,p0a,r0,r1,r2,u0,u1,u2"),

    /** Two ids keep to what they hold, whatever the order of runs. */
    ALTERNATING_IDS_OPEN_THEIR_OWN_LIBRARIES(Judged.BY_BEHAVIOUR, "p0a,p1b,r0,r1,r0,r1,r0,r1,r0,r1,r0,r1,u0,u1"),

    /** An id that is in use cannot be prepared again, and goes on as it was. */
    DOUBLE_PREPARE_IS_REFUSED(Judged.BY_BEHAVIOUR, "p0a,r0,p0b,r0,p0a,r0,u0"),

    /** An id that is free again takes another callable, and runs it. */
    UNREGISTERED_ID_CAN_BE_PREPARED_AGAIN(Judged.BY_BEHAVIOUR, "p0a,r0,u0,r0,p0a,r0,u0,p0b,r0,u0,u0"),

    /** What two ids share stays while one of them still uses it. */
    SHARED_LIBRARY_SURVIVES_THE_OTHERS_UNREGISTER(Judged.BY_BEHAVIOUR, "p0a,p1a,r0,r1,u0,r1,u1,p1a,p0a,r0,u1,r0,u0"),

    /** An id that was never prepared cannot run, and unregistering it is no error; neither costs others anything. */
    UNKNOWN_ID_IS_REFUSED(Judged.BY_BEHAVIOUR, "r0,u0,p1a,r0,r2,r1,u2,u0,r1,u1,r1"),

    /** There are no ids outside of the range. */
    IDS_OUT_OF_RANGE_ARE_REFUSED(Judged.BY_BEHAVIOUR, "p-1a,p64a,p1000a,r-1,r64,u-1,u64,p0a,p-1a,p64b,r64,r0,u0"),

    /** All ids can be in use at the same time, and each still holds what it was given. */
    SIXTY_FOUR_IDS_ARE_THE_LIMIT(Judged.BY_BEHAVIOUR, allIds()),

    /** Nothing of a run's arguments is kept for the next one: each run has others, in other memory. */
    ONE_ID_TAKES_NEW_ARGUMENTS_EACH_TIME(Judged.BY_BEHAVIOUR, "p0a,r0,r0,r0,u0"),

    /** Random steps, of which many must be refused; the shortest sequence that fails is told. */
    RANDOM_STEPS_KEEP_TO_THE_MODEL(Judged.BY_BEHAVIOUR, "");

    private static final String PREFIX = "contract.";

    private final Judged judged;
    private final String steps;

    /** By what a rule is judged: where the device does not count it, there is nothing to see. */
    private enum Judged {
        BY_BEHAVIOUR, BY_OPENS, BY_HITS
    }

    ContractRule(Judged judged, String steps) {
        this.judged = judged;
        this.steps = steps;
    }

    /** Return the name of its scenario, which no method can have. */
    public String scenarioName() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
        return PREFIX + words[0] + Arrays.stream(words).skip(1)
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining());
    }

    /** Return the steps; a random rule has none of its own. */
    public Sequence steps() {
        return Sequence.parse(steps);
    }

    /** Tell whether the steps are drawn. */
    public boolean isRandom() {
        return this == RANDOM_STEPS_KEEP_TO_THE_MODEL;
    }

    /** Tell whether the arguments of all runs live until the end, so that each run has other memory. */
    public boolean keepsArguments() {
        return this == ONE_ID_TAKES_NEW_ARGUMENTS_EACH_TIME;
    }

    /**
     * Tell whether it must be kept on a worker that has run nothing: what others have stored there would be no news, and steps that are
     * drawn are repeated from there.
     */
    public boolean beginsFresh() {
        return judged == Judged.BY_HITS || isRandom();
    }

    /** Return the counters without which there is nothing to judge. */
    public Set<Counter> needs(RuntimeKind runtime) {
        return switch (judged) {
            case BY_BEHAVIOUR -> Set.of();
            case BY_HITS -> EnumSet.of(Counter.DEDUP_HITS);
            case BY_OPENS -> EnumSet.of(
                    WorkerModel.opensAtPrepare(runtime) ? Counter.HOST_OPENS : Counter.AICPU_OPENS);
        };
    }

    private static String allIds() {
        Stream<String> prepared = IntStream.range(0, WorkerModel.IDS)
                .mapToObj(id -> "p" + id + (id % 2 == 0 ? "a" : "b"));
        Stream<String> used = Stream.of("p64a", "r64", "r0", "r63", "r31", "u31", "p31a", "r31", "r62");
        Stream<String> unregistered = IntStream.range(0, WorkerModel.IDS).mapToObj(id -> "u" + id);
        return Stream.of(prepared, used, unregistered).flatMap(each -> each).collect(Collectors.joining(","));
    }
}

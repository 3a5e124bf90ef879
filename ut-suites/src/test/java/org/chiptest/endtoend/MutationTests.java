package org.chiptest.endtoend;

import static java.lang.classfile.Opcode.AALOAD;
import static java.lang.classfile.Opcode.AASTORE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.endtoend.Mutation.callOf;
import static org.chiptest.endtoend.Mutation.operation;
import static org.chiptest.endtoend.Mutation.readOfFirstParameter;
import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.chiptest.engine.internal.ChipTestEngine;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The system suite of prepared callables, on devices that break a promise: it must fail where that promise is tested. */
class MutationTests {

    private static final String SUITE = "PreparedCallableTest";
    private static final String TWICE_AND_UNDER_A_SECOND_ID = "contract.runsTwiceAndOnceMoreUnderASecondId";
    private static final String REPEATED = "contract.repeatedRunsOpenTheLibraryOnce";
    private static final String ALTERNATING = "contract.alternatingIdsOpenTheirOwnLibraries";
    private static final String DOUBLE_PREPARE = "contract.doublePrepareIsRefused";
    private static final String SHARED = "contract.sharedLibrarySurvivesTheOthersUnregister";
    private static final String PREPARED_AGAIN = "contract.unregisteredIdCanBePreparedAgain";
    private static final String NEW_ARGUMENTS = "contract.oneIdTakesNewArgumentsEachTime";
    private static final String STORED_ONCE = "contract.equalImagesAreStoredOnce";
    private static final String UNKNOWN = "contract.unknownIdIsRefused";
    private static final String OUT_OF_RANGE = "contract.idsOutOfRangeAreRefused";
    private static final String LIMIT = "contract.sixtyFourIdsAreTheLimit";
    private static final String NEVER_FALLS = "contract.theOpenCountNeverFalls";
    private static final String RANDOM = "contract.randomStepsKeepToTheModel";
    private static final List<String> ALL = List.of(TWICE_AND_UNDER_A_SECOND_ID, REPEATED, ALTERNATING, DOUBLE_PREPARE,
            SHARED, PREPARED_AGAIN, NEW_ARGUMENTS, STORED_ONCE, UNKNOWN, OUT_OF_RANGE, LIMIT, NEVER_FALLS, RANDOM);
    private static final String WRONG_RESULT = "output f (FLOAT32[16384]): 16384 of 16384 elements";
    private static final List<RuntimeKind> BOTH = List.of(HOST_BUILD_GRAPH, TENSORMAP_AND_RINGBUFFER);
    private static final List<RuntimeKind> TRB = List.of(TENSORMAP_AND_RINGBUFFER);

    @TempDir
    static Path classes;

    private static SystemSuite suite;

    @TempDir
    Path folder;

    /**
     * A promise that is broken.
     *
     * @param failures the scenarios that must notice, and part of what each of them says
     * @param passing  others, which have nothing to do with it
     */
    private record Promise(String name, Mutation mutation, List<RuntimeKind> runtimes, Map<String, String> failures,
            List<String> passing) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Promise> promises() {
        return List.of(
                new Promise("each id runs what it holds",
                        otherId(), BOTH,
                        Map.of(ALTERNATING, WRONG_RESULT), List.of(REPEATED)),
                new Promise("each id runs what it holds after another one has gone", otherId(),
                        List.of(HOST_BUILD_GRAPH), Map.of(SHARED, "callable id 0 is not prepared"), List.of()),
                new Promise("each id opens what it holds", otherId(), TRB,
                        Map.of(SHARED, "counters after run of id 1 (step"), List.of()),
                new Promise("an id in use is refused",
                        new Mutation("PreparedTable", "register", operation(AALOAD),
                                code -> code.pop2().aconst_null()),
                        BOTH, Map.of(DOUBLE_PREPARE, "was not refused, but the id holds vector"),
                        List.of(UNKNOWN)),
                new Promise("an unregistered id is free",
                        new Mutation("PreparedTable", "remove", operation(AASTORE), code -> code.pop2().pop()), TRB,
                        Map.of(PREPARED_AGAIN, "counters after run of id 0 (step 4", RANDOM,
                                "repeat it with -Dsequence=p"),
                        List.of()),
                new Promise("equal images are stored once",
                        new Mutation("CallablePool", "upload", callOf("UploadedCallable", "isCopyOf"),
                                code -> code.pop2().iconst_0()),
                        BOTH,
                        Map.of(STORED_ONCE, "counters after prepare of id 1 with vector (step 2",
                                TWICE_AND_UNDER_A_SECOND_ID, "counters after prepare of id 1 with vector (step 2",
                                SHARED,
                                "counters after prepare of id 1 with vector (step 2", PREPARED_AGAIN,
                                "counters after prepare of id 0 with vector (step 5"),
                        List.of(REPEATED)),
                new Promise("a library is opened once",
                        new Mutation("AicpuLibraries", "orchestration", callOf("Map", "get"),
                                code -> code.pop2().aconst_null()),
                        TRB, Map.of(REPEATED, "counters after run of id 0 (step 3"), List.of()),
                new Promise("each id has its own library",
                        new Mutation("AicpuLibraries", "orchestration", readOfFirstParameter(),
                                code -> code.iconst_0()),
                        TRB, Map.of(ALTERNATING, WRONG_RESULT), List.of()),
                new Promise("unregistering closes one library",
                        new Mutation("AicpuLibraries", "close", callOf("Map", "remove"),
                                code -> code.pop2().aload(0)
                                        .invokevirtual(ClassDesc.of("org.chiptest.runtime.internal.sim.AicpuLibraries"),
                                                "close",
                                                MethodTypeDesc.of(ConstantDescs.CD_void))
                                        .aconst_null()),
                        TRB, Map.of(SHARED, "counters after unregister of id 0 (step"), List.of()));
    }

    private static Mutation otherId() {
        return new Mutation("PreparedTable", "get", readOfFirstParameter(), code -> code.iconst_0());
    }

    @BeforeAll
    static void compileTheSuite() {
        suite = SystemSuite.compile(SUITE, classes);
    }

    @AfterAll
    static void closeTheSuite() throws IOException {
        suite.close();
    }

    @Test
    void theSuitePassesOnCopiesOfTheSameClasses() {
        promises().forEach(promise -> promise.mutation.copyTo(folder));

        SuiteRun run = run(BOTH, ALL);

        assertThat(run.ended(Status.SUCCESSFUL)).hasSize(ALL.size() * BOTH.size());
        assertThat(run.results()).hasSize(ALL.size() * BOTH.size());
    }

    @ParameterizedTest
    @MethodSource("promises")
    void aBrokenPromiseFailsTheScenariosOfThatPromise(Promise promise) {
        promise.mutation.writeTo(folder);

        SuiteRun run = run(promise.runtimes,
                Stream.concat(promise.failures.keySet().stream(), promise.passing.stream()).toList());

        assertThat(run.ended(Status.SUCCESSFUL))
                .containsExactlyInAnyOrderElementsOf(names(promise.passing, promise.runtimes));
        for (Map.Entry<String, String> failure : promise.failures.entrySet()) {
            assertThat(names(List.of(failure.getKey()), promise.runtimes)).allSatisfy(
                    name -> assertThat(run.failure(name)).as(name).contains(failure.getValue()));
        }
    }

    private SuiteRun run(List<RuntimeKind> runtimes, List<String> scenarios) {
        return SuiteRun.of(EngineTestKit.engine(new ChipTestEngine(MutatedWorkers.from(folder)))
                .selectors(selectClass(suite.type()))
                .configurationParameters(Map.of("platform", "a2a3sim", "runtime",
                        runtimes.stream().map(RuntimeKind::id).collect(joining(",")), "device", "0-1", "case",
                        String.join(",", scenarios), "chiptest.summary", folder.resolve("summary.json").toString()))
                .execute());
    }

    private static List<String> names(List<String> scenarios, List<RuntimeKind> runtimes) {
        return scenarios.stream().flatMap(scenario -> runtimes.stream()
                .map(runtime -> scenario + "/vector [a2a3sim " + runtime.shortName() + "]")).toList();
    }
}

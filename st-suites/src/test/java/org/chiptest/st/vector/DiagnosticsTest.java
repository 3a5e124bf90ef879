package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.api.assertion.ChipAssertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.st.vector.DumpedTensors.Dumped;

/** The vector example without the flag of a diagnostic, which is what the reference runs by default, and with it. */
@ChipTest
class DiagnosticsTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    /** A flag of the configuration, and what the run must leave then. */
    record Diagnostic(UnaryOperator<CallConfig> on, Left left) {}

    /** Check what a run has left in a folder. */
    interface Left {

        void check(Path folder, RuntimeKind runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(named("dep_gen", config -> config.withDepGen(1), DiagnosticsTest::checkDependencies),
                named("l2_swimlane", config -> config.withL2Swimlane(2), DiagnosticsTest::checkSwimlane),
                named("pmu", config -> config.withPmu(2), DiagnosticsTest::checkPmu),
                named("tensor_dump", config -> config.withDumpTensor(1), DiagnosticsTest::checkDump));
    }

    private static CaseSpec named(String name, UnaryOperator<CallConfig> on, Left left) {
        return CaseSpec.named(name).blockDim(3).aicpuThreads(4).data(new Diagnostic(on, left));
    }

    @Scenario
    @CasesFrom("cases")
    void runsWithoutTheFlag(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random) {
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            VectorSubject.vector(runtime, random).runAndCheck(worker, prepared, config);
        }
    }

    @Scenario
    @CasesFrom("cases")
    void capturesWithTheFlag(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, Diagnostic diagnostic,
            RandomGenerator random, ScenarioContext context) {
        CallConfig on = diagnostic.on().apply(context.config().withOutputPrefix(context.directory().toString()));
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            VectorSubject.vector(runtime, random).runAndCheck(worker, prepared, on);
            List<RecordedRun> runs = context.recordedRuns();
            diagnostic.left().check(context.directory(), runtime);
            assertThat(runs).singleElement().satisfies(run -> assertThat(run).keepsAllRules()
                    .hasEdge("add_scalar", "mul").ran("add_scalar").before("mul"));
        }
    }

    /** The edges that the orchestrations state: in trb the inner scope is MANUAL, and its tasks are those of ring 1. */
    private static void checkDependencies(Path folder, RuntimeKind runtime) {
        String edge = "\"pred\":\"(\\d+)\",\"succ\":\"(\\d+)\",\"arg\":-1,\"source\":\"explicit\"";
        List<String> edges = Pattern.compile(edge).matcher(text(folder, "deps.json")).results()
                .map(found -> name(found.group(1)) + " > " + name(found.group(2))).toList();
        assertThat(edges).containsExactlyInAnyOrder(switch (runtime) {
            case HOST_BUILD_GRAPH -> new String[]{"t0 > t1", "t0 > t2", "t1 > t3", "t2 > t3"};
            case TENSORMAP_AND_RINGBUFFER -> new String[]{"t0 > r1t0", "t0 > r1t1", "r1t0 > r1t2", "r1t1 > r1t2",
                "r1t2 > r1t3", "t0 > r1t3"};
        });
    }

    private static String name(String taskId) {
        long id = Long.parseLong(taskId);
        return (id >>> 32 == 0 ? "" : "r" + (id >>> 32)) + "t" + (id & 0xFFFF_FFFFL);
    }

    private static void checkSwimlane(Path folder, RuntimeKind runtime) {
        assertThat(
                Pattern.compile("\"task_id\":\\d+,\"func_id\"").matcher(text(folder, "l2_perf_records.json")).results())
                .hasSize(VectorCallables.tasks(runtime));
        assertThat(text(folder, "merged_swimlane.json")).contains("\"name\":\"mul(").doesNotContain("hb_violation");
    }

    private static void checkPmu(Path folder, RuntimeKind runtime) {
        assertThat(text(folder, "pmu.csv").lines()).hasSize(1 + VectorCallables.tasks(runtime)).first().asString()
                .startsWith("thread_id,core_id,task_id,func_id,core_type,pmu_total_cycles,");
    }

    /** Of host_build_graph only tensors are dumped that the orchestration describes; this one describes none. */
    private static void checkDump(Path folder, RuntimeKind runtime) {
        List<Dumped> dumped = DumpedTensors.read(folder);
        if (runtime == RuntimeKind.HOST_BUILD_GRAPH) {
            assertThat(dumped).isEmpty();
            return;
        }
        // add: two in, one out; twice add_scalar: one in, one out; mul and add again
        assertThat(dumped).hasSize(3 + 2 + 2 + 3 + 3).allMatch(Dumped::intact);
        float[] a = dumped.get(0).values();
        float[] b = dumped.get(1).values();
        float[] c = dumped.get(2).values();
        float[] g = dumped.get(9).values();
        float[] f = dumped.get(12).values();
        for (int i = 0; i < f.length; i++) {
            assertThat(c[i]).as("element %d of the sum", i).isEqualTo(a[i] + b[i]);
            assertThat(g[i]).as("element %d of the product", i).isEqualTo((c[i] + 1) * (c[i] + 2));
            assertThat(f[i]).as("element %d of the result", i).isEqualTo(g[i] + c[i]);
        }
    }

    private static String text(Path folder, String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.nio.file.Path;
import java.util.Map;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a source calls its functions wrongly is said with the source's name and the declared callable, before anything runs. */
class WrongSymbolTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void sourcesAndCallablesAreNamedByTheirDeclarations(RuntimeKind runtime) {
        SuiteRun run = SuiteRun.of(TestCase.class, Map.of("platform", "a2a3sim", "runtime", runtime.id(),
                "chiptest.summary", folder.resolve("summary.json").toString()));

        assertThat(run.failure(test("namesItsKernelWrongly", runtime))).startsWith(
                "kernel 7 (symbols/wrongname.cpp) of callable wrongName exports 'my_kernel' but not 'kernel_entry'; "
                        + "define it as an extern \"C\" function of this name\n");
        assertThat(run.failure(test("namesItsKernelInCxx", runtime))).startsWith(
                "kernel 7 (symbols/mangled.cpp) of callable mangled exports '_Z12kernel_entryPl' but not 'kernel_entry'; "
                        + "'_Z12kernel_entryPl' is that function under a C++ name, declare it extern \"C\"\n");
        assertThat(run.failure(test("namesItsEntryWrongly", runtime))).startsWith("orchestration "
                + runtime.shortName() + "/orchestration.cpp of callable wrongEntry exports '"
                + FaultyCallables.entry(runtime) + "' but not 'no_such_entry'; ");
        assertThat(run.failure(test("usesWhatNobodyDefines", runtime)))
                .startsWith("prepare_callable failed with code -1: kernel 7 (undefined.cpp:7) of callable undefined"
                        + " uses 'nobody_defines_this', which nothing defines; define it in the source\n");
        assertThat(run.failure(test("usesWhatNobodyDefinesInCxx", runtime)))
                .startsWith("prepare_callable failed with code -1: kernel 7 (undefined_cxx.cpp:11) of callable"
                        + " undefinedInCxx uses '_ZN4math5scaleEf', in C++ math::scale, which nothing defines; define it in"
                        + " the source, or declare it extern \"C\" if it is a function of C\n");
        assertThat(run.failure(test("orchestratesWithWhatNobodyDefines", runtime)).lines().findFirst().orElse(""))
                .isEqualTo(runtime == RuntimeKind.HOST_BUILD_GRAPH
                        ? "prepare_callable failed with code -1: orchestration (undefined_orchestration.cpp:7) of"
                                + " callable undefinedEntry uses 'nobody_defines_this', which nothing defines; define it in"
                                + " the source"
                        : "run_prepared failed: worker process was ended by the loader, as code that ran uses"
                                + " 'nobody_defines_this', which nothing defines; define it in the source, during"
                                + " run_prepared of callable id 0 'undefinedEntry'");
    }

    @Test
    void chipsOfHostWorkersSayItToo() {
        SuiteRun run = SuiteRun.of(HostCase.class, Map.of("platform", "a2a3sim", "runtime", "hbg", "chiptest.summary",
                folder.resolve("summary.json").toString()));

        assertThat(run.failure("run/default [a2a3sim hbg]")).contains("kernel 7 (undefined.cpp:7) of callable"
                + " undefined uses 'nobody_defines_this', which nothing defines; define it in the source");
    }

    private static String test(String scenario, RuntimeKind runtime) {
        return scenario + "/default [a2a3sim " + runtime.shortName() + "]";
    }

    @ChipTest(platforms = "a2a3sim")
    static class TestCase {

        @CallableUnderTest
        static CallableSpec wrongName(RuntimeKind runtime) {
            return FaultyCallables.base(runtime).kernel(7, AIV, "symbols/wrongname.cpp", SCALAR, SCALAR);
        }

        @CallableUnderTest
        static CallableSpec mangled(RuntimeKind runtime) {
            return FaultyCallables.base(runtime).kernel(7, AIV, "symbols/mangled.cpp", SCALAR, SCALAR);
        }

        @CallableUnderTest
        static CallableSpec undefined(RuntimeKind runtime) {
            return FaultyCallables.base(runtime).kernel(7, AIV, "symbols/undefined.cpp", SCALAR, SCALAR);
        }

        @CallableUnderTest
        static CallableSpec undefinedInCxx(RuntimeKind runtime) {
            return FaultyCallables.base(runtime).kernel(7, AIV, "symbols/undefined_cxx.cpp", SCALAR, SCALAR);
        }

        @CallableUnderTest
        static CallableSpec undefinedEntry() {
            return CallableSpec.orchestration("symbols/undefined_orchestration.cpp").entry("undefined_entry");
        }

        @CallableUnderTest
        static CallableSpec wrongEntry(RuntimeKind runtime) {
            return CallableSpec.orchestration(runtime.shortName() + "/orchestration.cpp").entry("no_such_entry")
                    .signature(INOUT, SCALAR, SCALAR);
        }

        @Scenario
        void namesItsKernelWrongly(ChipWorker worker, ChipCallable wrongName) {
            worker.prepare(0, wrongName).close();
        }

        @Scenario
        void namesItsKernelInCxx(ChipWorker worker, ChipCallable mangled) {
            worker.prepare(0, mangled).close();
        }

        @Scenario
        void namesItsEntryWrongly(ChipWorker worker, ChipCallable wrongEntry) {
            worker.prepare(0, wrongEntry).close();
        }

        @Scenario
        void usesWhatNobodyDefines(ChipWorker worker, ChipCallable undefined) {
            worker.prepare(0, undefined).close();
        }

        @Scenario
        void usesWhatNobodyDefinesInCxx(ChipWorker worker, ChipCallable undefinedInCxx) {
            worker.prepare(0, undefinedInCxx).close();
        }

        @Scenario
        void orchestratesWithWhatNobodyDefines(ChipWorker worker, ChipCallable undefinedEntry, CallConfig config) {
            try (PreparedCallable prepared = worker.prepare(0, undefinedEntry)) {
                prepared.run(new TaskArgs(), config);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", level = 3)
    static class HostCase {

        @CallableUnderTest
        static CallableSpec undefined(RuntimeKind runtime) {
            return FaultyCallables.base(runtime).kernel(7, AIV, "symbols/undefined.cpp", SCALAR, SCALAR);
        }

        @Scenario
        void run(HostWorker host, ChipCallable undefined, CallConfig config) {
            RegisteredCallable registered = host.register(undefined);
            host.init();
            host.run(orchestrator -> orchestrator.submitNextLevel(registered, new TaskArgs(), config));
        }
    }
}

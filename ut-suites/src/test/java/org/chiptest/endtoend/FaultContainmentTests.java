package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.chiptest.endtoend.Injection.Place;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * What user code does wrong costs its own scenario and nothing else. Each fault is committed on one of the variants here; {@link
 * FaultInjection} commits each on all of them.
 */
class FaultContainmentTests {

    private static final int VARIANTS = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, a2a3sim, hbg", "1, a5sim, trb", "2, a5sim, hbg", "3, a2a3sim, trb"})
    void eachFaultFailsItsOwnScenarioAndTheOthersPass(int share, String platform, String runtime) {
        new FaultRun(platform, RuntimeKind.named(runtime).orElseThrow(), share(share)).perform(folder);
    }

    @ParameterizedTest
    @CsvSource({"KILL, a2a3sim, hbg", "STOP, a2a3sim, trb", "STOP, a5sim, hbg", "KILL, a5sim, trb"})
    void aWorkerThatIsInterferedWithWhileItStartsIsReportedAndTheNextOneStarts(StartFault fault, String platform,
            String runtime) {
        fault.perform(platform, RuntimeKind.named(runtime).orElseThrow(), folder);
    }

    @Test
    void aHeapThatWasSmashedSilentlyIsFoundWhenItShowsAndEarlierScenariosAreNamed() {
        FaultScenarios.plan = List.of(new Injection(Place.KERNEL, Fault.HEAP_SMASHED_SILENTLY),
                new Injection(Place.KERNEL, Fault.SMASHED_HEAP_USED));
        SuiteRun run = SuiteRun.of(FaultScenarios.class, Map.of("platform", "a5sim", "runtime", "trb",
                "chiptest.summary", folder.resolve("summary.json").toString()));

        assertThat(run.ended(Status.FAILED)).containsExactly("runs/1_kernel_smashed_heap_used [a5sim trb]");
        assertThat(run.failure("runs/1_kernel_smashed_heap_used [a5sim trb]"))
                .containsPattern(Fault.SMASHED_HEAP_USED.words())
                .containsSubsequence("this worker ran before:", "0_kernel_heap_smashed_silently",
                        "after_0_kernel_heap_smashed_silently", "scenario: ");
    }

    @Test
    void randomFaultsCostTheirOwnScenariosOnly() {
        new FaultInjection(folder).random(10, new SplittableRandom().nextLong());
    }

    @ParameterizedTest
    @CsvSource({"NO_LIBRARY_FOLDER, a2a3sim, trb, cannot write its", "BROKEN_UNLINK, a5sim, hbg, SIGILL"})
    void aScenarioThatItsWorkerCannotServeIsRepeatedOnAnotherOneAndTheOneBeforeIsNamed(Fault fault, String platform,
            String runtime, String words) throws IOException {
        FaultScenarios.plan = List.of(new Injection(Place.KERNEL, fault));
        Path summary = folder.resolve("summary.json");
        SuiteRun run = SuiteRun.of(FaultScenarios.class,
                Map.of("platform", platform, "runtime", runtime, "chiptest.summary", summary.toString()));

        String name = "0_" + FaultScenarios.plan.getFirst().caseName();
        String variant = " [" + platform + " " + runtime + "]";
        assertThat(run.ended(Status.SUCCESSFUL)).containsExactly("runs/" + name + variant,
                "runs/after_" + name + variant);
        assertThat(run.warnings("runs/" + name + variant)).isEmpty();
        assertThat(run.warnings("runs/after_" + name + variant)).contains("its worker could not serve it any more",
                "repeated on a fresh one, where it passed; look at what that worker ran before, last FaultScenarios.runs "
                        + name,
                words);
        assertThat(Files.readString(summary)).contains("\"passed\": 2,")
                .containsPattern("\"warnings\": \\[\"its worker could not serve it any more.*" + words);
    }

    @ParameterizedTest
    @CsvSource({"0, a2a3sim, hbg", "1, a5sim, trb"})
    void whatChangesTheProcessOfAChipOfAHostCostsItsOwnScenarioAtMost(int share, String platform, String runtime) {
        List<Injection> some = Injection.onHost().stream().filter(each -> each.fault().code() % 8 == share).toList();
        new HostFaultRun(platform, RuntimeKind.named(runtime).orElseThrow(), some).perform(folder);
    }

    @Test
    void aScenarioThatFailsOnTheFreshWorkerTooFailsForItself() {
        FaultScenarios.plan = List.of(Injection.NONE, new Injection(Place.CONSTRUCTOR, Fault.ABORT));
        SuiteRun run = SuiteRun.of(FaultScenarios.class, Map.of("platform", "a2a3sim", "runtime", "hbg",
                "chiptest.summary", folder.resolve("summary.json").toString()));

        String test = "runs/1_constructor_abort [a2a3sim hbg]";
        assertThat(run.ended(Status.FAILED)).containsExactly(test);
        assertThat(run.failure(test)).contains("prepare_callable failed", "SIGABRT")
                .doesNotContain("this worker ran before");
        assertThat(run.warnings(test)).isEmpty();
    }

    private static List<Injection> share(int number) {
        // what changes the process is the same whoever does it
        List<Injection> all = Injection.all().stream()
                .filter(each -> each.place() == Place.KERNEL || !each.fault().changesProcess())
                // it may end after its scenario, with a warning that has no place in the log of a build
                .filter(each -> each.fault() != Fault.RELAY).toList();
        return IntStream.range(0, all.size()).filter(i -> i % VARIANTS == number).mapToObj(all::get).toList();
    }
}

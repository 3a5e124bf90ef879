package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.CaptureFiles;
import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.capture.Recorder;
import org.chiptest.runtime.internal.capture.RunTimesRecord;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.RunObserver.Meeting;
import org.chiptest.runtime.internal.graph.RunObserver.Origin;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.graph.RunWatch;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.graph.TaskShape;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** What {@code -Dcapture} has runs record, and what becomes of a scenario whose capture is not what it promises. */
class CaptureTests {

    private final FakeEnvironment environment = new FakeEnvironment();
    private final List<Diagnostics> asked = new ArrayList<>();
    private final MemorySegment records = Arena.ofAuto().allocate(RecordMemory.LEAST_BYTES, Long.BYTES);

    /** How many tasks a run says that it has had; it records none. */
    private long counted;

    @TempDir
    Path folder;

    @BeforeEach
    void recordNothingButTheEndOfARun() {
        environment.kernel = (device, args, config) -> {
            asked.add(config.diagnostics());
            if (config.diagnostics().on()) {
                device.records = records;
                Recorder recorder = new Recorder(records, Shim.load(TestToolchain.shim()).ticks(), 1);
                recorder.begin(RuntimeKind.HOST_BUILD_GRAPH, 1, device.variant.architecture());
                ((RunObserver) recorder).counted(counted, 0, 0);
                recorder.end(true);
                CaptureFiles.write(records, config.diagnostics());
            }
        };
    }

    @Test
    void withoutTheSettingNothingIsRecorded() {
        engine(Twice.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(asked).containsExactly(Diagnostics.NONE, Diagnostics.NONE);
        assertThat(attempts()).isEmpty();
    }

    @Test
    void theFirstRunIsRecordedIntoTheAttemptsDirectory() {
        run("swimlane,deps,pmu=4").assertStatistics(stats -> stats.succeeded(1));

        String directory = folder.resolve("attempts/org.chiptest.engine.internal.CaptureTests$Twice/runs/"
                + "default@a2a3sim.host_build_graph/1").toString();
        assertThat(asked).containsExactly(new Diagnostics(1, 0, 4, 1, directory), Diagnostics.NONE);
        assertThat(attempts()).contains("l2_perf_records.json", "merged_swimlane.json", "deps.json", "pmu.csv")
                .anyMatch(name -> name.equals("name_map_Twice.runs_default_a2a3sim_hbg.json"));
    }

    @Test
    void everyRunIsRecordedIfThatIsAskedFor() {
        run("deps,every").assertStatistics(stats -> stats.succeeded(1));

        assertThat(asked).extracting(Diagnostics::outputPrefix).satisfiesExactly(
                first -> assertThat(first).endsWith("/1"), second -> assertThat(second).endsWith("/1/run-2"));
    }

    @Test
    void eachCapturedRunIsPublishedAsAPageAndItsStaticForm() {
        Events events = run("deps,every");

        assertThat(events.filter(event -> event.getType() == EventType.FILE_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(FileEntry.class))
                .filter(file -> file.getMediaType().equals(Optional.of("text/html")))
                .map(file -> folder.relativize(file.getPath()).subpath(4, file.getPath().getNameCount()
                        - folder.getNameCount()).toString()))
                .containsExactly("1/run.html", "1/run-static.html", "1/run-2/run.html", "1/run-2/run-static.html");
    }

    @Test
    void pagesBeginWithTheFailureOfTheAttempt() {
        FakeEnvironment.Kernel recording = environment.kernel;
        environment.kernel = (device, args, config) -> {
            recording.run(device, args, config);
            throw new IllegalStateException("2 < 3 rows came back");
        };

        run("deps").assertStatistics(stats -> stats.failed(1));

        assertThat(firstAttempt("run.html")).contains("IllegalStateException: 2 &lt; 3 rows came back");
        assertThat(firstAttempt("run-static.html")).contains("IllegalStateException: 2 &lt; 3 rows came back");
    }

    private String firstAttempt(String file) {
        try {
            return Files.readString(folder.resolve("attempts/org.chiptest.engine.internal.CaptureTests$Twice/runs/"
                    + "default@a2a3sim.host_build_graph/1").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void howLongThePhasesOfACapturedRunTookIsPublished() {
        FakeEnvironment.Kernel recording = environment.kernel;
        environment.kernel = (device, args, config) -> {
            recording.run(device, args, config);
            RunWatch watch = new RunWatch();
            watch.enter(RunPhase.EXECUTE);
            RunTimesRecord.write(records, watch);
        };

        assertThat(run("deps").filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs().get("run times"))
                .filter(Objects::nonNull)).singleElement().asString().matches(
                        "bind \\d+\\.\\d us, copy in 0\\.0 us, orchestrate 0\\.0 us, execute \\d+\\.\\d us, copy out 0\\.0 us, "
                                + "unbind 0\\.0 us");
    }

    @Test
    void aPageThatCannotBeWrittenIsAWarningAndNoFailure() {
        FakeEnvironment.Kernel recording = environment.kernel;
        environment.kernel = (device, args, config) -> {
            recording.run(device, args, config);
            if (config.diagnostics().on()) {
                makeFolder(Path.of(config.diagnostics().outputPrefix(), "run.html"));
            }
        };

        Events events = run("deps");

        events.assertStatistics(stats -> stats.succeeded(1));
        assertThat(events.filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs().get("warning")))
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("what the run has recorded cannot be shown on a page: ").contains("run.html"));
    }

    @Test
    void fewerRecordsThanTheRunHasCountedFailTheScenario() {
        counted = 3;

        assertThat(onlyFailure(run("deps"))).contains("a capture is not what was promised: the capture in ")
                .contains(" has 0 tasks, the run counted 3; set a larger -Dchiptest.capture-bytes")
                .contains(" -Dcapture=deps");
        assertThat(firstAttempt("run-static.html"))
                .contains("class=\"bad failure\">a capture is not what was promised");
    }

    @Test
    void aConsumerThatBeganBeforeItsProducerEndedFailsTheScenario() {
        environment.kernel = (device, args, config) -> {
            if (config.diagnostics().on()) {
                device.records = records;
                Recorder recorder = new Recorder(records, Shim.load(TestToolchain.shim()).ticks(), 1);
                recorder.begin(RuntimeKind.HOST_BUILD_GRAPH, 1, device.variant.architecture());
                Task producer = created(recorder, 0);
                Task consumer = created(recorder, 1);
                recorder.edge(producer, consumer, Origin.EXPLICIT, RunObserver.NO_ARGUMENT, Meeting.UNKNOWN,
                        RunObserver.NO_ARGUMENT);
                run(recorder, consumer, 1_000_000);
                run(recorder, producer, 2_000_000);
                recorder.counted(2, 1, 2);
                recorder.end(true);
                CaptureFiles.write(records, config.diagnostics());
            }
        };

        assertThat(onlyFailure(run("deps"))).contains("a capture is not what was promised: the run broke the rule "
                + "consumer after producer: ").contains(" had ended, on which it depends");
    }

    private static Task created(Recorder recorder, int id) {
        Task task = new Task();
        task.begin(id, TaskShape.AIV, 1, false, 0);
        task.kernel(1, 0, 4096);
        recorder.created(task);
        return task;
    }

    /** Let the task's kernel have run for a moment, this much after the beginning. */
    private static void run(Recorder recorder, Task task, long ticks) {
        recorder.dispatched(task, 0, 1 + (int) task.id(), RunObserver.CALLER);
        long stamps = recorder.started(task, 0, 1, RunObserver.CALLER);
        long begin = Shim.load(TestToolchain.shim()).ticks().now() + ticks;
        NativeMemory.putLong(stamps, begin);
        NativeMemory.putLong(stamps + Long.BYTES, begin + 10);
        recorder.ended(task, 0, 1, RunObserver.CALLER);
        recorder.completed(task, RunObserver.CALLER);
    }

    @Test
    void aMissingFileFailsTheScenario() {
        FakeEnvironment.Kernel recording = environment.kernel;
        environment.kernel = (device, args, config) -> {
            recording.run(device, args, config);
            if (config.diagnostics().on()) {
                delete(Path.of(config.diagnostics().outputPrefix(), "deps.json"));
            }
        };

        assertThat(onlyFailure(run("deps"))).contains("deps.json is missing or empty");
    }

    @Test
    void aDeviceThatRecordsNothingFailsTheScenario() {
        environment.kernel = (device, args, config) -> {};

        assertThat(onlyFailure(run("swimlane")))
                .contains("a run that was to be captured (enable_l2_swimlane) has recorded nothing: ")
                .contains("l2_perf_records.json is missing or empty");
    }

    @Test
    void aRuntimeThatWritesTheOtherShapesIsTold() {
        environment.kernel = (device, args, config) -> {
            if (config.diagnostics().on()) {
                write(Path.of(config.diagnostics().outputPrefix(), "chip_swimlane_records.json"), "{}");
            }
        };

        assertThat(onlyFailure(run("swimlane"))).contains("l2_perf_records.json is missing or empty; "
                + "the runtime has written the other shapes, which -Dchiptest.capture-format=2 expects");
    }

    @Test
    void aPlatformThatCannotRecordSaysSoBeforeTheRun() {
        environment.card = FakePlatform.A2A3.present();

        Events events = engine(OnCard.class).configurationParameter("chiptest.capture", "pmu,deps")
                .configurationParameter("chiptest.platform", "a2a3").execute().testEvents();

        assertThat(onlyFailure(events)).contains("-Dcapture asks for dependencies, pmu, which platform a2a3 cannot "
                + "record; it records nothing; leave it out of -Dcapture, or leave the platform out of -Dplatform");
        assertThat(asked).isEmpty();
    }

    @Test
    void aCaseRecordsWhatItAsksFor() {
        engine(OneCase.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));

        assertThat(asked).extracting(each -> each.withOutputPrefix(""))
                .containsExactly(new Diagnostics(0, 0, 4, 1, ""), Diagnostics.NONE);
    }

    @Test
    void whatTheRunOfTestsAsksForComesBeforeWhatTheCaseDoes() {
        engine(OneCase.class).configurationParameter("chiptest.capture", "pmu=5,swimlane").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2));

        assertThat(asked).extracting(each -> each.withOutputPrefix(""))
                .containsExactly(new Diagnostics(1, 0, 5, 1, ""), new Diagnostics(1, 0, 5, 0, ""));
    }

    @Test
    void aCaseThatAPlatformCannotRecordSaysSoBeforeTheRun() {
        environment.card = FakePlatform.A2A3.present();

        Events events = engine(CaseOnCard.class).configurationParameter("chiptest.platform", "a2a3").execute()
                .testEvents();

        assertThat(onlyFailure(events)).contains("the case asks for dependencies, pmu, which platform a2a3 cannot "
                + "record; it records nothing; leave it out of the case's capture, or leave the platform out of "
                + "-Dplatform");
    }

    @Test
    void aCaseThatAsksForSomethingUnknownIsNamed() {
        assertThat(onlyFailure(engine(WrongCase.class).execute().testEvents()))
                .contains(
                        "case default: capture 'depps': unknown capture 'depps'; known: swimlane, deps, dump, pmu, scopes, every; did you mean deps?");
    }

    @Test
    void kernelsOfADumpAreToldByPartsOfTheirNames() {
        leaveADump(1);

        run("dump=name:KERN+after").assertStatistics(stats -> stats.succeeded(1));

        assertThat(asked.getFirst().dump()).isEqualTo(DumpSelection.parse("func:0+after"));
    }

    @Test
    void aKernelThatTheCallableDoesNotHaveFailsTheScenarioBeforeTheRun() {
        assertThat(onlyFailure(run("dump=name:softmx"))).contains("a dump of kernels named softmx was asked for, but "
                + "the callable has only kernel; ask for one of these, or leave name: out");
        assertThat(asked).isEmpty();
    }

    @Test
    void aSelectionThatNothingHasFailsTheScenario() {
        leaveADump(0);

        assertThat(onlyFailure(run("dump=task:99")))
                .contains(" is empty: none of 0 tasks has a tensor that is task:99; "
                        + "the run's kernels are , its tasks are numbered as on its page");
    }

    private void leaveADump(int tensors) {
        FakeEnvironment.Kernel recording = environment.kernel;
        environment.kernel = (device, args, config) -> {
            recording.run(device, args, config);
            if (config.diagnostics().on()) {
                write(Path.of(config.diagnostics().outputPrefix(), "tensor_dump/tensor_dump.json"),
                        "{\"total_tensors\":" + tensors + ",\"truncated_tensors\":0}");
            }
        };
    }

    @Test
    void theNewerShapesComeByASetting() {
        engine(Twice.class).configurationParameter("chiptest.capture", "swimlane,deps")
                .configurationParameter("chiptest.capture-format", "2").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));

        assertThat(attempts()).contains("chip_swimlane_records.json", "deps.json", "run.html")
                .doesNotContain("l2_perf_records.json");
    }

    private Events run(String capture) {
        return engine(Twice.class).configurationParameter("chiptest.capture", capture).execute().testEvents();
    }

    private EngineTestKit.Builder engine(Class<?> type) {
        return environment.running(type).configurationParameter("chiptest.summary",
                folder.resolve("summary.json").toString());
    }

    private static String onlyFailure(Events events) {
        List<Event> failed = events.failed().list();
        assertThat(failed).hasSize(1);
        return Failure.message(failed.getFirst());
    }

    private List<String> attempts() {
        Path attempts = folder.resolve("attempts");
        if (!Files.isDirectory(attempts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(attempts)) {
            return files.filter(Files::isRegularFile).map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Run a callable two times. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Twice {

        @CallableUnderTest
        static CallableSpec nothing() {
            return FakeCallables.copy();
        }

        @Scenario
        void runs(ChipWorker worker, ChipCallable nothing, CallConfig config) {
            try (PreparedCallable prepared = worker.prepare(0, nothing)) {
                prepared.run(new TaskArgs(), config);
                prepared.run(new TaskArgs(), config);
            }
        }
    }

    /** One of two cases asks for captures. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class OneCase {

        @CallableUnderTest
        static CallableSpec nothing() {
            return FakeCallables.copy();
        }

        @Scenario
        @Case(name = "captured", capture = "deps,pmu=4")
        @Case(name = "plain")
        void runs(ChipWorker worker, ChipCallable nothing, CallConfig config) {
            try (PreparedCallable prepared = worker.prepare(0, nothing)) {
                prepared.run(new TaskArgs(), config);
            }
        }
    }

    /** The case that asks, on cards. */
    @ChipTest(platforms = "a2a3", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class CaseOnCard {

        @Scenario
        @Case(name = "captured", capture = "deps,pmu=4")
        void runs() {}
    }

    /** A case with a mistake. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class WrongCase {

        @Scenario
        @Case(name = "default", capture = "depps")
        void runs() {}
    }

    /** The same on cards. */
    @ChipTest(platforms = "a2a3", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class OnCard extends Twice {}

    /** What the settings are parsed to. */
    @Test
    void capturesThatDoNotExistAreRefused() {
        assertThat(problem("swimlanes")).contains("unknown capture 'swimlanes'").contains("swimlane");
        assertThat(problem("pmu=3")).contains("'3' is no type of PMU events; there are [1, 2, 4, 5, 6, 7, 8]");
        assertThat(problem("pmu=two")).contains("'two' is no type of PMU events");
        assertThat(problem("deps=2")).contains("'deps' takes no value, found '2'");
        assertThat(problem("dump=mark")).contains("'mark' selects nothing of a dump; there are task:17, task:r1t17, "
                + "func:3, before, after and marked, joined by +, and name:softmax for kernels by a part of their name");
        assertThat(problem("every")).contains("'every' says of which runs, not what; name a capture too");
    }

    private String problem(String capture) {
        return String.valueOf(engine(Twice.class).configurationParameter("chiptest.capture", capture).discover()
                .getDiscoveryIssues().stream().map(issue -> issue.message()).reduce("", String::concat));
    }

}

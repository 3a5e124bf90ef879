package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.hierarchy.HostProcessWords;
import org.chiptest.runtime.internal.mailbox.server.TaskFailedException;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What workers of workers are made of, and what is refused. */
class Level4StartTests {

    private static final WorkerFactory FACTORY = Level4Programs.factory("withSub");
    private static final String PROGRAMS = "org.chiptest.runtime.hierarchy.Level4Programs::";

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aWorkerOfChipsTakesNoWorkersAndNoGraphs() {
        try (HostWorker host = new HostWorker(HostWorkerSpec.level3(FakeWorkers.chips(settings()), 0))) {
            assertThatIllegalStateException().isThrownBy(() -> host.addWorker(FACTORY))
                    .withMessage("add_worker requires level >= 4, and " + PROGRAMS
                            + "withSub was added to a worker of level 3, which has chips");
            assertThatIllegalArgumentException().isThrownBy(() -> host.register(Level4Programs.graph("count")))
                    .withMessage(
                            "register(" + PROGRAMS + "count) requires level >= 4: a graph task runs on a next-level"
                                    + " worker, and this worker has chips");
        }
    }

    @Test
    void aWorkerOfWorkersTakesNoChipsAndNothingForThem() {
        try (HostWorker host = new HostWorker(HostWorkerSpec.level4(settings()))) {
            assertThatIllegalArgumentException().isThrownBy(() -> host.register(FakeWorkers.callable("add")))
                    .withMessage(
                            "register(add): a worker of level 4 has no chips; register the callable with the worker"
                                    + " that its factory makes");
            assertThatIllegalArgumentException().isThrownBy(() -> host.bootstrap(List.of(BootstrapConfig.alone())))
                    .withMessageStartingWith("chip_bootstrap_configs: 1 for 0 devices");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostWorkerSpec(4, settings(), Optional.empty(), List.of(0), 0,
                        HierarchySettings.defaults(), Optional.empty()))
                .withMessage("a worker of level 4 has workers of lower levels, not chips; the devices are for those of"
                        + " level 3");
    }

    @ParameterizedTest
    @CsvSource({"2", "10"})
    void otherLevelsAreNotSupported(int level) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostWorkerSpec.ofLevel(level, settings()))
                .withMessage("level " + level
                        + " not supported: a host worker has level 3 to 9; level 2 is a ChipWorker");
    }

    @Test
    void workersAreAddedBeforeInit() {
        try (HostWorker host = new HostWorker(HostWorkerSpec.level4(settings()))) {
            host.init();
            assertThatIllegalStateException().isThrownBy(() -> host.addWorker(FACTORY)).withMessage("add_worker("
                    + PROGRAMS + "withSub) must be called before init(): children start only once");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "initialized | IllegalStateException: the worker that worker factory %sinitialized has made must not be initialized",
        "withMemoryOfItsOwn | IllegalStateException: the worker that worker factory %swithMemoryOfItsOwn has made has memory of its own",
        "ofTheSameLevel | IllegalStateException: the worker that worker factory %sofTheSameLevel has made is of level 4, and its parent of level 4",
        "none | IllegalStateException: worker factory %snone returned no worker",
        "unreadable | child_worker: NoSuchFileException: /nowhere/image",
        "refusing | IllegalStateException: no worker today, control deadline PT33S"})
    void aFactoryThatMakesNoUsableWorkerFailsInitWithTheReasonAndNothingIsLeft(String method, String reason) {
        ProcessCensus before = ProcessCensus.take();
        try (HostWorker host = new HostWorker(
                HostWorkerSpec.level4(settings().withControlDeadline(Duration.ofSeconds(33))))) {
            host.addWorker(Level4Programs.factory(method));
            assertThatExceptionOfType(WorkerException.class).isThrownBy(host::init)
                    .withMessageStartingWith(
                            "next-level worker 0 (" + PROGRAMS + method + ") cannot start: child_worker")
                    .withMessageContaining(reason.formatted(PROGRAMS));
            assertThat(host.isInitialized()).isFalse();
        }
        before.assertNothingCameToStay();
    }

    @Test
    void aMethodThatIsNoFactoryOrGraphIsRefusedWithWhatWasFound() {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkerFactory.of(Level4Programs.class, "count"))
                .withMessage("worker factory " + PROGRAMS + "count: the class needs a method 'static HostWorker"
                        + " count(HostContext)' that is not private, found static void count(Orchestrator, SubArgs,"
                        + " CallConfig)");
        assertThatIllegalArgumentException().isThrownBy(() -> GraphTask.of(Level4Programs.class, "withSub"))
                .withMessage("graph task " + PROGRAMS + "withSub: the class needs a method 'static void"
                        + " withSub(Orchestrator, SubArgs, CallConfig)' that is not private, found static HostWorker"
                        + " withSub(HostContext)");
    }

    @Test
    void theHandlerKnowsItsGraphsAndTakesNoRequestsForChips() {
        HostProcessWords words = new HostProcessWords(4, FACTORY.name(), Map.of(3, PROGRAMS + "count"), 0, 1 << 20,
                settings());
        try (HostWorkerHandler handler = new HostWorkerHandler(words, HostMemory.create(1 << 20))) {
            assertThatExceptionOfType(TaskFailedException.class)
                    .isThrownBy(() -> handler.task(1, new TaskArgs(), CallConfig.defaults()))
                    .withMessage("child_worker: callable id 1 not registered; register graph tasks before the worker"
                            + " starts, known are [3]");
            assertThatIllegalStateException().isThrownBy(() -> handler.task(3, new TaskArgs(), CallConfig.defaults()))
                    .withMessage("no worker was made in this process; send the command INIT first");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> handler.control(new RequestWords(0, 8, 0, 0)))
                    .withMessage("malloc is for chips; a next-level worker only runs graphs");
        }
    }

    @Test
    void whatTheProcessOfAWorkerIsToldSurvivesItsCommandLine() {
        WorkerSettings settings = settings().withClassPath(List.of(Path.of("/a b/c.jar"), Path.of("/d=e")))
                .withJavaOptions(List.of("-Da=b", "-Xlog:gc")).withStartDeadline(Duration.ofMillis(1500))
                .withControlDeadline(Duration.ofSeconds(2)).withRunGrace(Duration.ofNanos(3))
                .withCloseDeadline(Duration.ofMinutes(4));
        HostProcessWords words = new HostProcessWords(5, FACTORY.name(), Map.of(0, "a.B::c", 7, "a.B$C::d"), 1L << 40,
                1L << 41, settings);
        assertThat(HostProcessWords.read(words.write(), settings.shim(), settings.directory())).isEqualTo(words);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostProcessWords.read(List.of("factory=x"), settings.shim(), directory))
                .withMessage("the process of a next-level worker is told start once, found []; it is started by its"
                        + " worker, not by hand");
    }

    private WorkerSettings settings() {
        return FakeWorkers.settings(directory);
    }
}

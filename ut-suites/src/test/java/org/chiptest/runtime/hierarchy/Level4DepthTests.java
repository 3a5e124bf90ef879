package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the top of a tree of workers down to chips and sub workers. */
class Level4DepthTests {

    private static final CallConfig CONFIG = CallConfig.defaults();

    @TempDir
    Path directory;

    @TempDir
    Path temporary;

    @Test
    void aChipBelowAWorkerComputesOnTensorsOfTheTop() throws IOException {
        Path image = temporary.resolve("image");
        Files.write(image, TestToolchain.vector(RuntimeKind.HOST_BUILD_GRAPH).image().toArray(ValueLayout.JAVA_BYTE));
        WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withDirectory(directory)
                .withJavaOptions(List.of("-D" + Level4Programs.IMAGE + "=" + image));
        try (HostWorker host = new HostWorker(HostWorkerSpec.level4(settings))) {
            host.addWorker(Level4Programs.factory("withChip"));
            RegisteredCallable vectorTwice = host.register(Level4Programs.graph("vectorTwice"));
            host.init();
            try (HostTensor a = host.allocate(DataType.FLOAT32, 1024).fill(2);
                    HostTensor b = host.allocate(DataType.FLOAT32, 1024).fill(3);
                    HostTensor f = host.allocate(DataType.FLOAT32, 1024);
                    HostTensor twice = host.allocate(DataType.FLOAT32, 1024)) {
                host.run(orchestrator -> orchestrator.submitNextLevel(vectorTwice,
                        new TaskArgs().tensor(a, INPUT).tensor(b, INPUT).tensor(f, OUTPUT_EXISTING).tensor(twice,
                                OUTPUT_EXISTING),
                        CONFIG.withBlockDim(3)));
                assertThat(f.get(1023)).isEqualTo(42);
                assertThat(twice.get(0)).isEqualTo(84);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void workersNestAndCloseFromTheTopDown() {
        ProcessCensus before = ProcessCensus.take();
        List<Long> processes;
        try (HostWorker host = new HostWorker(HostWorkerSpec.ofLevel(5, FakeWorkers.settings(directory)))) {
            host.addWorker(Level4Programs.factory("withWorker"));
            RegisteredCallable pids = host.register(Level4Programs.graph("pidsBelow"));
            RegisteredCallable fail = host.register(Level4Programs.graph("failBelow"));
            host.init();
            processes = Level4Parent.pids(host, pids);
            assertThat(processes).hasSize(3).doesNotHaveDuplicates().doesNotContain(0L)
                    .allMatch(Level4DepthTests::isAlive);
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(fail,
                            new TaskArgs().scalar(1L), CONFIG)))
                    .withMessageContaining("child_worker level=4: ").withMessageContaining("child_worker level=3: ")
                    .withMessageContaining("sub_worker: IllegalStateException: golden differs at 1");
        }
        assertThat(processes).noneMatch(Level4DepthTests::isAlive);
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noDescendantOutlivesWhoeverIsKilled(int generation) throws Exception {
        Process top = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary, "-cp",
                System.getProperty("java.class.path"), Level4Parent.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = top.inputReader()) {
            List<Long> descendants = Stream.of(lines.readLine().split(" ")).map(Long::valueOf).toList();
            List<Long> line = Stream.concat(Stream.of(top.pid()), descendants.stream()).toList();
            assertThat(line).hasSize(4).allMatch(Level4DepthTests::isAlive);

            ProcessHandle.of(line.get(generation)).orElseThrow().destroyForcibly();

            Awaitility.await().untilAsserted(
                    () -> assertThat(line.subList(generation, 4)).noneMatch(Level4DepthTests::isAlive));
            assertThat(line.subList(0, generation)).allMatch(Level4DepthTests::isAlive);
        } finally {
            top.descendants().forEach(ProcessHandle::destroyForcibly);
            top.destroyForcibly().waitFor();
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}

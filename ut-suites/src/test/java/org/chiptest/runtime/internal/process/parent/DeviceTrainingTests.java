package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.launch.Checksums;
import org.chiptest.runtime.internal.process.launch.ChildClassPath;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceTrainingTests {

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path home;
    private Path directory;
    private Path workers;

    /** Where the classes of processes are, if not where those of the test are. */
    private Optional<List<Path>> classPath = Optional.empty();

    @BeforeEach
    void makeFolders() throws IOException {
        directory = home.resolve("startup");
        workers = Files.createDirectory(home.resolve("workers"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void theSecondProcessStartsFromTheCacheOfTheFirstOnesTraining(RuntimeKind runtime) throws IOException {
        assertThat(archiveMappedBy(runtime)).isEmpty();

        assertThat(directory.resolve(archiveMappedBy(runtime).orElseThrow())).exists();
        assertThat(workers).isEmptyDirectory();
    }

    @Test
    void aDamagedCacheIsIgnored() throws IOException {
        archiveMappedBy(RuntimeKind.HOST_BUILD_GRAPH);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path archive : files.filter(file -> file.endsWith(StartupCache.ARCHIVE)).toList()) {
                Files.write(archive, new byte[10_000]);
            }
        }

        archiveMappedBy(RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(output.text())
                .contains(" is made anew, and workers start without it until then: worker.aot is damaged");
    }

    @Test
    void aProcessThatDoesNotStartFromTheCacheIsStartedWithoutWhichIsRemembered() throws IOException {
        useFolders();
        archiveMappedBy(RuntimeKind.HOST_BUILD_GRAPH);
        Path entry;
        try (Stream<Path> entries = Files.list(directory)) {
            entry = entries.findFirst().orElseThrow();
        }
        // its checksums are those of the damaged jar, so only the start itself can show it
        List<String> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(entry)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.write(jar, new byte[100]);
                jars.add(jar.getFileName().toString());
            }
        }
        Checksums.of(entry, jars).write(entry.resolve("sums"));

        assertThat(archiveMappedBy(RuntimeKind.HOST_BUILD_GRAPH)).isEmpty();
        assertThat(output.text()).contains("a worker did not start from the cache " + entry, "NoClassDefFoundError");
        assertThat(entry.resolve("failed")).content().contains("exited with code", "NoClassDefFoundError");
        assertThat(archiveMappedBy(RuntimeKind.HOST_BUILD_GRAPH)).isEmpty();
        assertThat(entry.resolve(StartupCache.ARCHIVE)).doesNotExist();
    }

    @Test
    void aTrainingThatIsKilledBecauseItIsLateIsTriedAgainSoon() throws IOException {
        try (StartupCache cache = StartupCache.in(directory)) {
            WorkerSettings settings = TestToolchain.settings(workers).withStartup(Optional.of(cache))
                    .withStartDeadline(Duration.ofMillis(1));
            DeviceTraining.launch("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, settings);
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                try (Stream<Path> files = Files.walk(directory)) {
                    assertThat(files.filter(file -> file.endsWith("failed")).findFirst()).hasValueSatisfying(
                            failed -> assertThat(failed).content().startsWith("again after PT5M: ")
                                    .contains("it gave no answer within"));
                }
            });
        }
    }

    @Test
    void aPlatformThatIsNotSimulatedIsNotTrained() throws IOException {
        try (StartupCache cache = StartupCache.in(directory)) {
            WorkerSettings settings = FakeWorkers.settings(workers).withStartup(Optional.of(cache));
            assertThat(DeviceTraining.launch("a2a3", RuntimeKind.HOST_BUILD_GRAPH, settings))
                    .isEqualTo(new StartupCache.Launch(settings.classPath(), List.of()));
        }

        assertThat(directory).isEmptyDirectory();
    }

    /** Only of folders does the cache keep jars of its own, which can be damaged; a build may have made jars of them already. */
    private void useFolders() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path entry : ChildClassPath.ofDevices(List.of())) {
            if (Files.isDirectory(entry)) {
                folders.add(entry);
            } else {
                Path folder = home.resolve("classes" + folders.size());
                try (FileSystem jar = FileSystems.newFileSystem(entry);
                        Stream<Path> files = Files.walk(jar.getPath("/"))) {
                    for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                        Path copy = folder.resolve(file.toString().substring(1));
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                }
                folders.add(folder);
            }
        }
        classPath = Optional.of(List.copyOf(folders));
    }

    /** Run the vector example in a process and return the cache that it has mapped. */
    private Optional<String> archiveMappedBy(RuntimeKind runtime) throws IOException {
        try (StartupCache cache = StartupCache.in(directory)) {
            WorkerSettings plain = TestToolchain.settings(workers).withStartup(Optional.of(cache));
            WorkerSettings settings = classPath.map(plain::withClassPath).orElse(plain);
            try (ChildDeviceOpener opener = new ChildDeviceOpener("a2a3sim", runtime, settings);
                    ChildDevice device = opener.open(0)) {
                runVectorExample(device, runtime);
                return Files.readAllLines(Path.of("/proc/" + device.pid() + "/maps")).stream()
                        .filter(line -> line.endsWith(StartupCache.ARCHIVE))
                        .map(line -> line.substring(line.indexOf('/'))).findFirst();
            }
        }
    }

    private static void runVectorExample(ChildDevice device, RuntimeKind runtime) {
        device.prepare(0, TestToolchain.vector(runtime));
        try (HostTensor a = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384).fill(2);
                HostTensor b = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384).fill(3);
                HostTensor f = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384)) {
            device.run(0, new TaskArgs().tensor(a).tensor(b).tensor(f), CallConfig.defaults().withBlockDim(3));
            assertThat(f.get(16_383)).isEqualTo(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
        }
    }
}

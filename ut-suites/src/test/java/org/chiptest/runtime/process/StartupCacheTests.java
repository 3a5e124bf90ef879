package org.chiptest.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.process.StartupCache.Launch;
import org.chiptest.runtime.process.StartupCache.Training;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupCacheTests {

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC");

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path home;
    private Path directory;
    private Path folder;
    private Path jar;
    private List<Path> classPath;

    @BeforeEach
    void makeClassPath() throws IOException {
        directory = home.resolve("startup");
        folder = Files.createDirectories(home.resolve("classes"));
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/C.class"), "class");
        jar = Files.writeString(home.resolve("some.jar"), "jar");
        classPath = List.of(folder, jar);
    }

    @Test
    void untilThereIsACacheAJvmStartsAsItWould() {
        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(launch(cache, StartupCacheTests::write)).isEqualTo(new Launch(classPath, List.of()));
        }
    }

    @Test
    void aTrainedCacheIsUsedWithTheJarsThatItWasMadeOf() throws IOException {
        AtomicInteger trainings = new AtomicInteger();
        try (StartupCache cache = StartupCache.in(directory)) {
            launch(cache, counted(trainings, StartupCacheTests::write));
        }

        Launch launch;
        try (StartupCache cache = StartupCache.in(directory)) {
            launch = launch(cache, counted(trainings, StartupCacheTests::write));
        }

        assertThat(trainings).hasValue(1);
        Path entry = onlyEntry();
        assertThat(launch).isEqualTo(new Launch(List.of(entry.resolve("0.jar"), jar),
                List.of("-XX:AOTCache=" + entry.resolve(StartupCache.ARCHIVE))));
        try (JarFile packed = new JarFile(entry.resolve("0.jar").toFile())) {
            assertThat(packed.getInputStream(packed.getEntry("a/b/C.class"))).hasContent("class");
        }
        assertThat(entry).isDirectoryContaining("glob:**/0.jar").isDirectoryNotContaining("glob:**/work-*");
    }

    @Test
    void theTrainingRunsOnTheSameJars() throws IOException {
        List<Launch> seen = new CopyOnWriteArrayList<>();
        try (StartupCache cache = StartupCache.in(directory)) {
            launch(cache, launch -> {
                seen.add(launch);
                write(launch);
            });
        }

        assertThat(seen).singleElement()
                .satisfies(launch -> assertThat(launch.classPath()).containsExactly(onlyEntry().resolve("0.jar"), jar));
    }

    @Test
    void otherClassesJarsOptionsOrKindsHaveACacheOfTheirOwn() throws IOException {
        build("hbg", OPTIONS);
        build("trb", OPTIONS);
        build("hbg", List.of());
        Files.writeString(folder.resolve("a/b/C.class"), "other");
        build("hbg", OPTIONS);
        Files.writeString(jar, "longer jar");
        build("hbg", OPTIONS);

        assertThat(entries()).hasSize(5);
    }

    @Test
    void equalFoldersMakeEqualJarsWhereverTheyLie() throws IOException {
        build("hbg", OPTIONS);
        Path copy = home.resolve("copy");
        Files.createDirectories(copy.resolve("a/b"));
        Files.copy(folder.resolve("a/b/C.class"), copy.resolve("a/b/C.class"));
        classPath = List.of(copy, jar);
        build("hbg", OPTIONS);

        assertThat(entries()).hasSize(1);
    }

    @Test
    void aTrainingThatFailsLeavesItsReasonAndIsNotTriedAgain() throws IOException {
        AtomicInteger trainings = new AtomicInteger();
        Training failing = counted(trainings, launch -> {
            throw new IllegalStateException("no JVM today");
        });
        for (int i = 0; i < 2; i++) {
            try (StartupCache cache = StartupCache.in(directory)) {
                assertThat(launch(cache, failing)).isEqualTo(new Launch(classPath, List.of()));
            }
        }

        assertThat(trainings).hasValue(1);
        assertThat(onlyEntry().resolve(StartupCache.FAILED)).content().contains("no JVM today");
    }

    @Test
    void aTrainingThatFailedIsTriedAgainAfterADay() throws IOException {
        try (StartupCache cache = StartupCache.in(directory)) {
            launch(cache, launch -> {});
        }
        Path failed = onlyEntry().resolve(StartupCache.FAILED);
        Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

        build("hbg", OPTIONS);

        assertThat(onlyEntry().resolve(StartupCache.ARCHIVE)).exists();
    }

    @Test
    void aTrainingThatWasEndedFromOutsideIsTriedAgainSoonThenLaterAndLaterAndOnceADayAtLast() throws IOException {
        List<Duration> pauses = new ArrayList<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 11; i++) {
            AtomicInteger trainings = new AtomicInteger();
            Instant before = now;
            while (trainings.get() == 0) {
                now = now.plus(Duration.ofMinutes(1));
                launchAt(now, counted(trainings, launch -> {
                    throw new CancellationException("no answer within 60000 ms");
                }));
            }
            pauses.add(Duration.between(before, now));
        }

        assertThat(pauses.stream().skip(1).map(Duration::toMinutes)).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L,
                640L, 1280L, 1440L);
        Path failed = onlyEntry().resolve(StartupCache.FAILED);
        assertThat(failed).content()
                .isEqualTo("again after PT24H: no answer within 60000 ms");
        launchAt(now.plus(Duration.ofDays(1)), StartupCacheTests::write);
        assertThat(onlyEntry().resolve(StartupCache.ARCHIVE)).exists();
        assertThat(failed).as("it was in vain no longer").doesNotExist();
    }

    private void launchAt(Instant now, Training training) {
        try (StartupCache cache = StartupCache.in(directory, Duration.ofMinutes(1), () -> now)) {
            launch(cache, training);
        }
    }

    @Test
    void aTrainingThatWritesNothingHasFailed() throws IOException {
        try (StartupCache cache = StartupCache.in(directory)) {
            launch(cache, launch -> {});
        }

        assertThat(onlyEntry().resolve(StartupCache.FAILED)).content()
                .contains("the JVM ended in order but wrote no cache");
    }

    @Test
    void aTrainingThatTakesTooLongIsGivenUpAndTriedAgainNextTime() throws IOException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (StartupCache cache = StartupCache.in(directory, Duration.ofMillis(1), Instant::now)) {
            launch(cache, launch -> {
                started.countDown();
                await(never);
            });
            await(started);
        }

        assertThat(entries()).allSatisfy(entry -> assertThat(entry).isDirectoryNotContaining("glob:**/failed")
                .isDirectoryNotContaining("glob:**/work-*"));
        build("hbg", OPTIONS);
        assertThat(onlyEntry().resolve(StartupCache.ARCHIVE)).exists();
    }

    @ParameterizedTest
    @CsvSource({"worker.aot, cut", "worker.aot, flip", "worker.aot, empty", "0.jar, cut", "0.jar, flip",
        "0.jar, delete",
        "sums, cut", "sums, flip", "sums, empty", "sums, delete"})
    void whatIsDamagedIsNotUsedAndMadeAnew(String name, String damage) throws IOException {
        build("hbg", OPTIONS);
        Path file = onlyEntry().resolve(name);
        byte[] whole = Files.readAllBytes(file);
        switch (damage) {
            case "cut" -> Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            case "empty" -> Files.write(file, new byte[0]);
            case "delete" -> Files.delete(file);
            default -> {
                whole[whole.length / 2] ^= 4;
                Files.write(file, whole);
            }
        }

        AtomicInteger trainings = new AtomicInteger();
        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(launch(cache, counted(trainings, StartupCacheTests::write)))
                    .isEqualTo(new Launch(classPath, List.of()));
        }
        assertThat(trainings).hasValue(1);
        assertThat(output.text()).containsOnlyOnce(" is made anew, and workers start without it until then: ");
        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(launch(cache, counted(trainings, StartupCacheTests::write)).options()).isNotEmpty();
        }
        assertThat(trainings).hasValue(1);
        assertThat(onlyEntry().resolve("0.jar")).exists();
    }

    @Test
    void aCacheThatWasSoundIsNotReadAgainByTheSameProcess() throws IOException {
        build("hbg", OPTIONS);
        try (StartupCache cache = StartupCache.in(directory)) {
            Launch first = launch(cache, StartupCacheTests::write);
            Files.writeString(onlyEntry().resolve("0.jar"), "damaged since");
            assertThat(launch(cache, StartupCacheTests::write)).isEqualTo(first);
        }
    }

    @Test
    void aCacheWithWhichAJvmDidNotStartIsNotUsedForADay() throws IOException {
        build("hbg", OPTIONS);
        AtomicInteger trainings = new AtomicInteger();
        try (StartupCache cache = StartupCache.in(directory)) {
            Launch launch = launch(cache, counted(trainings, StartupCacheTests::write));
            assertThat(cache.reject(List.of("-XX:AOTCache=/elsewhere/worker.aot"), "it is another's")).isFalse();
            assertThat(cache.reject(launch.options(), "it crashed with SIGSEGV")).isTrue();
            assertThat(launch(cache, counted(trainings, StartupCacheTests::write)).options()).isEmpty();
        }
        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(launch(cache, counted(trainings, StartupCacheTests::write)).options()).isEmpty();
        }
        assertThat(trainings).hasValue(0);
        assertThat(output.text()).containsOnlyOnce("WARNING: a worker did not start from the cache ")
                .contains(", so for a day workers start without: it crashed with SIGSEGV");
        Path failed = onlyEntry().resolve(StartupCache.FAILED);
        assertThat(failed).content().isEqualTo("it crashed with SIGSEGV");

        Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        build("hbg", OPTIONS);
        assertThat(onlyEntry().resolve(StartupCache.ARCHIVE)).exists();
    }

    @Test
    void aCacheThatCannotBeReadIsNoFailure() throws IOException {
        build("hbg", OPTIONS);
        Path sums = onlyEntry().resolve(StartupCache.SUMS);
        Files.delete(sums);
        Files.createDirectory(sums);
        Files.createDirectory(sums.resolve("something"));

        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(launch(cache, launch -> {
                throw new AssertionError("nothing can be made there");
            })).isEqualTo(new Launch(classPath, List.of()));
        }
        assertThat(output.text())
                .contains(" cannot be used, so workers start without; free it or let it be written to: ");
    }

    @Test
    void onlyTheCachesUsedLastAreKept() throws IOException {
        for (int i = 0; i < 10; i++) {
            build("kind " + i, OPTIONS);
            for (Path entry : entries()) {
                FileTime used = Files.getLastModifiedTime(entry);
                Files.setLastModifiedTime(entry, FileTime.fromMillis(used.toMillis() - 60_000));
            }
        }

        assertThat(entries()).hasSize(8);
        try (StartupCache cache = StartupCache.in(directory)) {
            assertThat(cache.launch(classPath, OPTIONS, "kind 9", StartupCacheTests::write).options()).isNotEmpty();
            assertThat(cache.launch(classPath, OPTIONS, "kind 0", StartupCacheTests::write).options()).isEmpty();
        }
    }

    @Test
    void nobodyElseCanEnterTheFolder() throws IOException {
        build("hbg", OPTIONS);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyEntry()))).isEqualTo("rwx------");
    }

    private void build(String kind, List<String> options) {
        try (StartupCache cache = StartupCache.in(directory)) {
            cache.launch(classPath, options, kind, StartupCacheTests::write);
        }
    }

    private Launch launch(StartupCache cache, Training training) {
        return cache.launch(classPath, OPTIONS, "hbg", training);
    }

    private Path onlyEntry() throws IOException {
        assertThat(entries()).hasSize(1);
        return entries().getFirst();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static Training counted(AtomicInteger trainings, Training training) {
        return launch -> {
            trainings.incrementAndGet();
            training.run(launch);
        };
    }

    private static void write(Launch launch) {
        String option = launch.options().getFirst();
        assertThat(option).startsWith("-XX:AOTCacheOutput=");
        try {
            Files.writeString(Path.of(option.substring(option.indexOf('=') + 1)), "cache");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("given up", e);
        }
    }
}

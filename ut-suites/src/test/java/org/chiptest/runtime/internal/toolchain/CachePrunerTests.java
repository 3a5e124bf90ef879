package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachePrunerTests {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final long DEAD_PROCESS = 0x7fff_ffffL;

    @TempDir
    Path temp;

    private CacheDirectory cache;

    @BeforeEach
    void openCache() {
        cache = CacheDirectory.open(temp);
    }

    @Test
    void whatWasNotUsedForLongIsDeleted() throws IOException {
        Path old = entry("libraries/aa/old.so", 10, Duration.ofDays(31));
        Path oldManifest = entry("manifests/aa/old", 10, Duration.ofDays(31));
        Path oldTree = entry("trees/old/tensor.h", 10, Duration.ofDays(31)).getParent();
        Files.setLastModifiedTime(oldTree, FileTime.from(NOW.minus(Duration.ofDays(31))));
        Path young = entry("libraries/bb/young.so", 10, Duration.ofDays(29));
        Path youngTree = entry("trees/young/tensor.h", 10, Duration.ofDays(31)).getParent();
        Files.setLastModifiedTime(youngTree, FileTime.from(NOW.minus(Duration.ofDays(29))));

        pruner(CacheLimits.DEFAULT).prune();

        assertThat(old).doesNotExist();
        assertThat(oldManifest).doesNotExist();
        assertThat(oldTree).doesNotExist();
        assertThat(young).exists();
        assertThat(youngTree).exists();
    }

    @Test
    void overTheSizeTheLeastRecentlyUsedGoFirst() throws IOException {
        Path third = entry("libraries/aa/third.so", 400, Duration.ofHours(1));
        Path first = entry("libraries/bb/first.so", 400, Duration.ofHours(3));
        Path second = entry("libraries/cc/second.so", 400, Duration.ofHours(2));

        pruner(new CacheLimits(Duration.ofDays(30), 900)).prune();

        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(third).exists();
    }

    @Test
    void itIsDoneOnceADay() throws IOException {
        CachePruner pruner = pruner(CacheLimits.DEFAULT);
        pruner.pruneIfDue();
        Path old = entry("libraries/aa/old.so", 10, Duration.ofDays(31));

        pruner.pruneIfDue();
        assertThat(old).exists();

        new CachePruner(cache, CacheLimits.DEFAULT, InstantSource.fixed(NOW.plus(Duration.ofHours(25)))).pruneIfDue();
        assertThat(old).doesNotExist();
    }

    @Test
    void workOfDeadProcessesIsDeletedAfterAnHour() throws IOException {
        Path abandoned = work(DEAD_PROCESS, Duration.ofMinutes(61));
        Path maybeOfAnotherContainer = work(DEAD_PROCESS, Duration.ofMinutes(59));
        Path alive = work(ProcessHandle.current().pid(), Duration.ofMinutes(61));

        pruner(CacheLimits.DEFAULT).pruneIfDue();

        assertThat(abandoned).doesNotExist();
        assertThat(maybeOfAnotherContainer).exists();
        assertThat(alive).exists();
    }

    @Test
    void useIsNotedOnceADay() throws IOException {
        Path recent = entry("libraries/aa/recent.so", 10, Duration.ofHours(23));
        Path older = entry("libraries/aa/older.so", 10, Duration.ofHours(25));

        CachePruner.touch(recent, NOW);
        CachePruner.touch(older, NOW);
        CachePruner.touch(temp.resolve("pruned meanwhile"), NOW);

        assertThat(Files.getLastModifiedTime(recent).toInstant()).isEqualTo(NOW.minus(Duration.ofHours(23)));
        assertThat(Files.getLastModifiedTime(older).toInstant()).isEqualTo(NOW);
    }

    @Test
    void aPrunedLibraryIsCompiledAgain() throws IOException {
        Workbench bench = new Workbench(temp.resolve("bench"));
        Path source = bench.writeKernel("suite", 7);
        CompiledLibrary first = bench.compile(Workbench.kernel(source));
        Files.delete(first.file());

        CompiledLibrary second = bench.compile(Workbench.kernel(source));

        assertThat(second.fromCache()).isFalse();
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    private CachePruner pruner(CacheLimits limits) {
        return new CachePruner(cache, limits, InstantSource.fixed(NOW));
    }

    private Path entry(String name, int size, Duration age) throws IOException {
        Path file = temp.resolve("v1").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    private Path work(long pid, Duration age) throws IOException {
        Path folder = Files.createDirectories(cache.work().resolve(pid + "-some-id-" + age));
        Files.createDirectories(folder.resolve("123"));
        return Files.setLastModifiedTime(folder, FileTime.from(NOW.minus(age)));
    }
}

package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.files.Sha256;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.SourceFile;

/**
 * Find the library that a plan would produce without running the compiler, and keep those that were produced.
 *
 * <p>A plan's key covers everything but the files that its source includes. The manifest of the key lists, for each compilation so far,
 * those files with their digests; if all of them have the same contents now, the result is the same library. Nothing is ever changed in
 * place: a file is complete under its name or not there, whoever else writes and whoever is killed.
 */
final class BuildCache {

    private final CacheDirectory directory;
    private final WorkDirectory work;
    private final ContentDigests digests;
    private final StatisticsCounter statistics;
    private final InstantSource clock;

    public BuildCache(CacheDirectory directory, WorkDirectory work, ContentDigests digests,
            StatisticsCounter statistics,
            InstantSource clock) {
        this.clock = clock;
        this.directory = directory;
        this.work = work;
        this.digests = digests;
        this.statistics = statistics;
    }

    /**
     * Return the key of a plan for its source as it is now.
     *
     * @throws SourceNotFoundException if there is no source
     */
    String key(CompilePlan plan) throws IOException {
        SourceFile source = plan.source();
        return plan.key(
                digests.of(source.path()).map(ContentDigests.Digest::sum).orElseThrow(() -> new SourceNotFoundException(
                        "No source for " + plan.name().subject() + ": there is no file " + source.path())));
    }

    /** Return the library of a plan if a compilation of the same contents is known and undamaged. */
    Optional<CompiledLibrary> find(CompilePlan plan, String key) throws IOException {
        for (Manifest.Entry entry : manifest(key).entries()) {
            if (matches(entry, plan.roots())) {
                Optional<CompiledLibrary> library = load(entry.library(), entry.warnings(), plan.extension());
                if (library.isPresent()) {
                    CachePruner.touch(library.get().file(), clock.instant());
                    CachePruner.touch(file(directory.manifests(), key, ""), clock.instant());
                    return library;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Take a compiled library in.
     *
     * @param output the compiler's result, moved away
     * @param read the files that the compiler has read
     * @param started when the compiler was started; what changed later is not what it has read
     */
    CompiledLibrary store(CompilePlan plan, String key, Path output, List<String> read, Instant started,
            String warnings)
            throws IOException {
        byte[] bytes = Files.readAllBytes(output);
        String digest = Sha256.of(bytes);
        Path file = file(directory.libraries(), digest, plan.extension());
        CacheDirectory.publish(output, file);
        Optional<Manifest.Entry> entry = entry(plan.roots(), digest, warnings, read, started);
        if (entry.isPresent()) {
            write(key, manifest(key).with(entry.get()));
        } else {
            statistics.notKept();
        }
        return new CompiledLibrary(file, MemorySegment.ofArray(bytes), digest, false, warnings);
    }

    private boolean matches(Manifest.Entry entry, IncludeRoots roots) throws IOException {
        for (Manifest.Input input : entry.inputs()) {
            Optional<ContentDigests.Digest> now = digests.of(roots.resolve(input.name()), input.digest());
            if (now.isEmpty() || !now.get().sum().equals(input.digest().sum())) {
                return false;
            }
        }
        List<String> names = entry.inputs().stream().map(Manifest.Input::name).toList();
        return new Shadows(roots, names, entry.probes()).find().equals(entry.shadows());
    }

    private Optional<CompiledLibrary> load(String digest, String warnings, String extension) throws IOException {
        Path file = file(directory.libraries(), digest, extension);
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (Sha256.of(bytes).equals(digest)) {
                return Optional.of(new CompiledLibrary(file, MemorySegment.ofArray(bytes), digest, true, warnings));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        statistics.damaged();
        Files.deleteIfExists(file);
        return Optional.empty();
    }

    private Optional<Manifest.Entry> entry(IncludeRoots roots, String library, String warnings, List<String> read,
            Instant started)
            throws IOException {
        List<Manifest.Input> inputs = new ArrayList<>();
        List<Path> own = new ArrayList<>();
        for (String file : read.stream().distinct().toList()) {
            String name = roots.nameOf(file);
            Optional<ContentDigests.Digest> digest = digests.of(Path.of(file));
            if (digest.isEmpty() || name.contains("\n") || FileStatus.of(Path.of(file)).changed().isAfter(started)) {
                return Optional.empty();
            }
            if (!name.equals(file)) {
                own.add(Path.of(file));
            }
            inputs.add(new Manifest.Input(name, digest.get()));
        }
        SourceScan scan = SourceScan.of(own);
        if (scan.opaque()) {
            return Optional.empty();
        }
        List<String> names = inputs.stream().map(Manifest.Input::name).toList();
        return Optional.of(new Manifest.Entry(library, warnings, inputs, scan.probes(),
                new Shadows(roots, names, scan.probes()).find()));
    }

    private Manifest manifest(String key) throws IOException {
        try {
            byte[] text = Files.readAllBytes(file(directory.manifests(), key, ""));
            Optional<Manifest> manifest = Manifest.parse(new String(text, StandardCharsets.UTF_8));
            if (manifest.isEmpty()) {
                statistics.damaged();
            }
            return manifest.orElse(Manifest.empty());
        } catch (NoSuchFileException e) {
            return Manifest.empty();
        }
    }

    private void write(String key, Manifest manifest) throws IOException {
        Path folder = work.newDirectory();
        try {
            Path draft = Files.writeString(folder.resolve("manifest"), manifest.format(), StandardCharsets.UTF_8);
            CacheDirectory.publish(draft, file(directory.manifests(), key, ""));
        } finally {
            FileTree.delete(folder);
        }
    }

    private static Path file(Path home, String digest, String extension) {
        return home.resolve(digest.substring(0, 2)).resolve(digest + extension);
    }
}

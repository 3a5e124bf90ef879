package org.chiptest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Find the inputs that a fuzz test starts from: the files in the resource folder named after its class and method. */
public final class SeedCorpus {

    private final Path folder;

    private SeedCorpus(Path folder) {
        this.folder = folder;
    }

    public static SeedCorpus of(Class<?> fuzzTests, String method) {
        URL folder = fuzzTests.getResource(fuzzTests.getSimpleName() + "Inputs/" + method);
        assertThat(folder).as("seeds of %s.%s", fuzzTests.getSimpleName(), method).isNotNull();
        try {
            return new SeedCorpus(Path.of(folder.toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Check that a parser takes every seed whose name begins with {@code valid}, and that there are such seeds. */
    public void assertValidSeedsAreTaken(Consumer<MemorySegment> parser) {
        List<Path> valid = files().stream().filter(file -> file.getFileName().toString().startsWith("valid")).toList();
        assertThat(valid).isNotEmpty()
                .allSatisfy(file -> parser.accept(MemorySegment.ofArray(Files.readAllBytes(file))));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

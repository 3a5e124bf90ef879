package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludeIndexTests {

    @ParameterizedTest
    @ValueSource(strings = {ShippedHeaders.RESOURCES, "/org/chiptest/shim/"})
    void theIndexListsEveryFileAndNothingElse(String resources) throws IOException, URISyntaxException {
        assertThat(text(resources + "INDEX").lines()).containsExactlyElementsOf(present(resources));
    }

    @Test
    void theReadmeExplainsEveryFolder() throws IOException, URISyntaxException {
        String readme = text(ShippedHeaders.RESOURCES + "README.md");

        assertThat(present(ShippedHeaders.RESOURCES)).allSatisfy(name -> assertThat(foldersOf(name)).as(name)
                .anyMatch(folder -> readme.contains("`" + folder + "/`")));
    }

    private static List<String> foldersOf(String name) {
        return IntStream.range(0, name.length()).filter(i -> name.charAt(i) == '/').mapToObj(i -> name.substring(0, i))
                .toList();
    }

    private static String text(String resource) throws IOException {
        try (var in = Objects.requireNonNull(IncludeIndexTests.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> present(String resources) throws IOException, URISyntaxException {
        URI index = Objects.requireNonNull(IncludeIndexTests.class.getResource(resources + "INDEX")).toURI();
        if (!index.getScheme().equals("jar")) {
            return list(Objects.requireNonNull(Path.of(index).getParent()));
        }
        try (FileSystem jar = FileSystems.newFileSystem(index, Map.of())) {
            return list(jar.getPath(resources));
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals("INDEX") && !name.equals("README.md")).sorted().toList();
        }
    }
}

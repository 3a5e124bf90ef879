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
import org.junit.jupiter.api.io.TempDir;

class IncludeIndexTests {

    @TempDir
    Path temp;

    @Test
    void theIndexListsEveryHeaderAndNothingElse() throws IOException, URISyntaxException {
        assertThat(ShippedHeaders.unpack(temp).names()).isEqualTo(present());
    }

    @Test
    void theReadmeExplainsEveryFolder() throws IOException, URISyntaxException {
        String readme = readme();

        assertThat(present()).allSatisfy(name -> assertThat(foldersOf(name)).as(name)
                .anyMatch(folder -> readme.contains("`" + folder + "/`")));
    }

    private static List<String> foldersOf(String name) {
        return IntStream.range(0, name.length()).filter(i -> name.charAt(i) == '/').mapToObj(i -> name.substring(0, i))
                .toList();
    }

    private static String readme() throws IOException {
        try (var in = Objects.requireNonNull(
                IncludeIndexTests.class.getResourceAsStream(ShippedHeaders.RESOURCES + "README.md"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> present() throws IOException, URISyntaxException {
        URI index = Objects.requireNonNull(IncludeIndexTests.class.getResource(ShippedHeaders.RESOURCES + "INDEX"))
                .toURI();
        if (!index.getScheme().equals("jar")) {
            return list(Objects.requireNonNull(Path.of(index).getParent()));
        }
        try (FileSystem jar = FileSystems.newFileSystem(index, Map.of())) {
            return list(jar.getPath(ShippedHeaders.RESOURCES));
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals("INDEX") && !name.equals("README.md")).sorted().toList();
        }
    }
}

package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import org.chiptest.runtime.platform.PlatformProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A platform in a jar of its own, with its own chip, compile targets and devices, is used like those that come with chiptest. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OutsidePlatformTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/endtoend/outside").toAbsolutePath();

    @TempDir
    Path folder;

    private Path suite = Path.of("");
    private Path jar = Path.of("");

    @BeforeEach
    void build() throws IOException {
        suite = Files.createDirectories(folder.resolve("suite"));
        Path provider = Files.createDirectories(folder.resolve("provider"));
        compile(provider, "OutsidePlatforms.java");
        compile(suite, "OutsideTest.java");
        for (String source : List.of("orchestration.cpp", "answer.cpp")) {
            Files.copy(SOURCES.resolve(source), suite.resolve("outside").resolve(source));
        }
        Path services = Files.createDirectories(provider.resolve("META-INF/services"));
        Files.writeString(services.resolve(PlatformProvider.class.getName()), "outside.OutsidePlatforms");
        jar = pack(provider);
    }

    @Test
    void scenariosRunOnItWhenItIsAskedFor() throws Exception {
        String said = run("-Dplatform=outside");

        assertThat(said).contains("small [outside trb] SUCCESSFUL",
                "small [outside hbg] skipped: not applicable: outside does not have"
                        + " the runtime host_build_graph; it has tensormap_and_ringbuffer");
    }

    @Test
    void itIsNotApplicableWhenNobodyAsksForIt() throws Exception {
        assertThat(run())
                .contains("small [outside trb] skipped: not applicable: outside is used only when it is asked for");
    }

    private String run(String... options) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Doutside.headers=" + SOURCES.resolve("headers"),
                        "-Dchiptest.summary=" + folder.resolve("summary.json"),
                        "-Dallure.results.directory=" + folder.resolve("allure")));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, suite.toString(), jar.toString(),
                System.getProperty("java.class.path")), OutsideRun.class.getName(), "outside.OutsideTest"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(log);
    }

    private static void compile(Path output, String source) {
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-parameters", "-proc:none", "-cp",
                System.getProperty("java.class.path"), "-d", output.toString(), SOURCES.resolve(source).toString());
        assertThat(code).as("exit code of the compiler for %s", source).isZero();
    }

    private Path pack(Path root) throws IOException {
        Path packed = folder.resolve("outside.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(packed));
                Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return packed;
    }
}

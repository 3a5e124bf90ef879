package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that lets nobody call native code is told how to be started, before a class of ours fails to be initialized. */
class DeniedAccessTests {

    @TempDir
    Path folder;

    @Test
    void theEngineFailsWithTheOptionThatIsMissing() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--illegal-native-access=deny", "-Dchiptest.summary=" + folder.resolve("summary.json"),
                "-Dallure.results.directory=" + folder.resolve("allure"), "-cp", System.getProperty("java.class.path"),
                OutsideRun.class.getName(), DestructorScenarios.class.getName()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(log).content()
                .containsPattern("chiptest FAILED .* because of java.lang.IllegalStateException: this JVM"
                        + " denies native access, by which chiptest loads kernels; start the JVM that runs the tests with"
                        + " --enable-native-access=ALL-UNNAMED: in Maven by <argLine> of Surefire, in Gradle by jvmArgs of the test"
                        + " task, in an IDE by the VM options of its run configuration")
                .doesNotContain("NoClassDefFoundError");
    }
}

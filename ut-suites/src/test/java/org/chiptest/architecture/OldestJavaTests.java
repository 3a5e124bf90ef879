package org.chiptest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.qameta.allure.listener.TestLifecycleListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.TestExecutionListener;

/** What JUnit and Allure load of us before anything else can be loaded by Java 17, so that it can say which Java is needed. */
class OldestJavaTests {

    private static final int CLASS_FILES_OF_JAVA_17 = 61;

    @ParameterizedTest
    @ValueSource(classes = {TestEngine.class, TestExecutionListener.class, TestLifecycleListener.class})
    void providersAreCompiledForJava17(Class<?> service) throws IOException {
        for (var services = OldestJavaTests.class.getClassLoader()
                .getResources("META-INF/services/" + service.getName()); services.hasMoreElements();) {
            try (InputStream names = services.nextElement().openStream()) {
                for (String name : new String(names.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip)
                        .filter(line -> line.startsWith("org.chiptest.")).toList()) {
                    assertThat(versionOf(name)).as(name).isEqualTo(CLASS_FILES_OF_JAVA_17);
                }
            }
        }
    }

    private static int versionOf(String name) throws IOException {
        String file = "/" + name.replace('.', '/') + ".class";
        try (DataInputStream bytes = new DataInputStream(
                Objects.requireNonNull(OldestJavaTests.class.getResourceAsStream(file), file))) {
            bytes.skipNBytes(6);
            return bytes.readUnsignedShort();
        }
    }
}

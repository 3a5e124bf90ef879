package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.toolchain.Toolchain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceExampleTests {

    private static final Path PAGE = Path.of("..", "docs", "devices.md");
    private static final Path SOURCE = Path.of("src", "test", "java").resolve(
            DeviceExample.class.getName().replace('.', '/') + ".java");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theExampleOpensADevicePreparesAndRuns(DevicePlace place) throws IOException {
        ChipCallable vector = TestToolchain.vector(RuntimeKind.HOST_BUILD_GRAPH);
        Path image = Files.write(folder.resolve("vector.callable"),
                vector.image().toArray(ValueLayout.JAVA_BYTE));
        try (Toolchain toolchain = TestToolchain.open()) {
            assertThat(DeviceExample.run(toolchain, place, image)).isEqualTo(42);
        }
    }

    @Test
    void thePageShowsTheExampleAsItIsCompiled() throws IOException {
        String source = Files.readString(SOURCE);
        String example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("// end")).stripTrailing();
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(15);
        assertThat(Files.readString(PAGE)).as("docs/devices.md")
                .contains("```java\n" + example.stripIndent() + "\n```\n");
    }

    @ParameterizedTest
    @EnumSource
    void aPlatformThatThereIsNotIsNamed(DevicePlace place) {
        Device.Opener opener = place.opener("nowhere", RuntimeKind.HOST_BUILD_GRAPH, TestToolchain.settings(folder));
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> opener.open(0))
                .withMessageStartingWith("there is no platform 'nowhere' on the class path")
                .withMessageContaining("a2a3sim");
    }
}

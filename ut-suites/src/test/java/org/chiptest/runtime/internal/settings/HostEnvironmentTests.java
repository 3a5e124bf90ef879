package org.chiptest.runtime.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class HostEnvironmentTests {

    @Test
    void whatATestSetsOfTheJvmIsNotSeenAndAnyOtherPropertyIs() {
        HostEnvironment host = HostEnvironment.current();
        Path folder = host.temporaryFolder();
        String name = "java.io.tmpdir";
        try {
            System.setProperty(name, "/nowhere");
            System.setProperty("chiptest.of.a.test", "7");
            assertThat(host.temporaryFolder()).isEqualTo(folder);
            assertThat(host.property("chiptest.of.a.test")).isEqualTo("7");
        } finally {
            System.setProperty(name, folder.toString());
            System.clearProperty("chiptest.of.a.test");
        }
    }
}

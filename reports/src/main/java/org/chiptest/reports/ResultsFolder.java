package org.chiptest.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Properties;

import io.qameta.allure.util.PropertiesUtils;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/** The folder of Allure's results, and what describes a whole run in it: its environment and the categories of failures. */
record ResultsFolder(Path path) {

    private static final String CATEGORIES = "categories.json";

    /** Return the folder that Allure itself writes to. */
    static ResultsFolder ofAllure() {
        return new ResultsFolder(Path.of(PropertiesUtils.loadAllureProperties()
                .getProperty("allure.results.directory", "allure-results")));
    }

    /** Write environment and categories, if there are results at all. */
    void describeRun() {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (InputStream categories = Objects.requireNonNull(ResultsFolder.class.getResourceAsStream(CATEGORIES));
                Writer environment = Files.newBufferedWriter(path.resolve("environment.properties"))) {
            Files.copy(categories, path.resolve(CATEGORIES), StandardCopyOption.REPLACE_EXISTING);
            environment().store(environment, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot describe the run in " + path, e);
        }
    }

    private static Properties environment() {
        HostEnvironment host = HostEnvironment.current();
        Properties environment = new Properties();
        environment.setProperty("Java", host.property("java.vm.name") + " " + host.property("java.version"));
        environment.setProperty("OS", host.property("os.name") + " " + host.property("os.version") + " "
                + host.property("os.arch"));
        environment.setProperty("CPUs", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return environment;
    }
}

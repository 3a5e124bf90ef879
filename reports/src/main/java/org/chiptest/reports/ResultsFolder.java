package org.chiptest.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

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

    /** Write environment, executor and categories, if there are results at all. */
    void describeRun(Optional<String> seed) {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (InputStream categories = Objects.requireNonNull(ResultsFolder.class.getResourceAsStream(CATEGORIES));
                Writer environment = Files.newBufferedWriter(path.resolve("environment.properties"))) {
            Files.copy(categories, path.resolve(CATEGORIES), StandardCopyOption.REPLACE_EXISTING);
            HostEnvironment host = HostEnvironment.current();
            environment.write(RunEnvironment.of(host, Path.of("").toAbsolutePath(), seed).toText());
            Optional<String> executor = BuildExecutor.of(host.variables()).map(BuildExecutor::toJson);
            if (executor.isPresent()) {
                Files.writeString(path.resolve("executor.json"), executor.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot describe the run in " + path, e);
        }
    }
}

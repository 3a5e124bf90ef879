package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.descriptor.ClassDescriptor;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.expectation.Observation;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.internal.files.TextFile;
import org.junit.platform.engine.TestDescriptor;

/** The patch that makes files of expectations say what a run has shown. */
final class ExpectationUpdate {

    private final Expectations expectations;
    private final Settings settings;
    private final RunSummary summary;

    ExpectationUpdate(Expectations expectations, Settings settings, RunSummary summary) {
        this.expectations = expectations;
        this.settings = settings;
        this.summary = summary;
    }

    /** Write what the files of expectations should say, beside the summary; no file if they do. */
    void write(List<PlannedTest> tests) {
        List<Observation> observations = tests.stream().filter(ScenarioTestDescriptor.class::isInstance)
                .map(ScenarioTestDescriptor.class::cast)
                .flatMap(test -> summary.outcome(test.getUniqueId().toString()).stream()
                        .map(outcome -> new Observation(test.scenario(), test.declared(), outcome)))
                .toList();
        Path file = settings.summary().toAbsolutePath().resolveSibling("expectations.patch");
        try {
            String patch = expectations.patch(settings.expectations().folder().toAbsolutePath(), observations,
                    tests.stream().flatMap(ExpectationUpdate::classOf).distinct().toList());
            Files.deleteIfExists(file);
            if (patch.isEmpty()) {
                summary.note(
                        "nothing that was observed changes what is expected, so there is no patch of expectations");
            } else {
                Files.createDirectories(file.getParent());
                TextFile.write(file, patch);
                summary.note("what is expected has changed: review " + file + " and apply it with: patch -p1 -d "
                        + settings.expectations().folder() + " < " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Stream<DeclaredClass> classOf(TestDescriptor test) {
        return Stream.iterate(Optional.of(test), Optional::isPresent, each -> each.flatMap(TestDescriptor::getParent))
                .flatMap(Optional::stream).filter(ClassDescriptor.class::isInstance)
                .map(each -> ((ClassDescriptor) each).declared());
    }
}

package org.chiptest.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.chiptest.diagnostics.internal.page.RunPage;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.summary.RunSummary;

/**
 * Write what is known of a run: the summary, and beside it its page and its table.
 *
 * @param console where the table goes too, and warnings
 * @param jobs    what was done for the tests
 */
record RunFiles(PrintStream console, JobJournal jobs) {

    /** The page of a run, beside its summary. */
    static final String PAGE = "tests.html";

    private static final String JSON = ".json";

    /** Write the files; what cannot be written is a warning, and the table goes to the console all the same. */
    void write(RunSummary summary, Path file) {
        try {
            Path page = file.toAbsolutePath().resolveSibling(PAGE);
            Path folder = Files.createDirectories(Objects.requireNonNull(page.getParent()));
            Files.writeString(file, summary.toJson());
            if (summary.unaccounted().isEmpty()) {
                Files.writeString(page, RunPage.of(summary.toRecord(jobs, folder)));
            }
            Files.writeString(table(file), summary.toMarkdown());
        } catch (IOException e) {
            console.println("chiptest: warning: the summary of the run cannot be written to " + file.toAbsolutePath()
                    + "; make the folder writable or name another file by -D" + EngineSettings.SUMMARY + " (" + e
                    + ")");
        }
        if (summary.unaccounted().isEmpty()) {
            console.println(summary.toText());
        }
    }

    /** Return the file of the final table, beside the summary. */
    private static Path table(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(
                (name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name) + ".md");
    }
}

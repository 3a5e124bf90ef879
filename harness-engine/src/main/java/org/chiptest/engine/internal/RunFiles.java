package org.chiptest.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.chiptest.diagnostics.internal.page.RunPage;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.internal.files.TextFile;

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

    /**
     * Write the files, each whatever became of the others; what cannot be written is a warning, and the table goes to the console all the
     * same.
     */
    void write(RunSummary summary, Path file) {
        List<IOException> failures = new ArrayList<>();
        attempt(() -> keep(summary, file), failures);
        boolean whole = summary.unaccounted().isEmpty();
        if (whole) {
            attempt(() -> TextFile.write(page(file), RunPage.of(summary.toRecord(jobs, folder(file)))), failures);
        }
        if (!failures.isEmpty()) {
            console.println("chiptest: warning: the summary of the run cannot be written to " + file.toAbsolutePath()
                    + "; make the folder writable or name another file by -D" + EngineSettings.SUMMARY + " ("
                    + failures.getFirst() + ")");
        }
        if (whole) {
            console.println(summary.toText());
        }
    }

    /** Write summary and table as far as the run is; who is killed meanwhile leaves those before. */
    void keep(RunSummary summary, Path file) throws IOException {
        Files.createDirectories(folder(file));
        replace(file, summary.toJson());
        replace(table(file), summary.toMarkdown());
    }

    private interface Writing {

        void write() throws IOException;
    }

    private static void attempt(Writing writing, List<IOException> failures) {
        try {
            writing.write();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    /** Write a file at once; what is no file but a device, say, is written to. */
    private static void replace(Path file, String text) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            TextFile.write(file, text);
            return;
        }
        Path unfinished = TextFile.write(file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid()),
                text);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static Path page(Path file) {
        return folder(file).resolve(PAGE);
    }

    /** Return the file of the final table, beside the summary. */
    private static Path table(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(
                (name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name) + ".md");
    }
}

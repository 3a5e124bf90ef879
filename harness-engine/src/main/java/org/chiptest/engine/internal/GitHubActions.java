package org.chiptest.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.internal.files.TextFile;

/**
 * Tell GitHub what became of a run: an annotation for each failure, and the final table in the summary of the job.
 *
 * @param annotates whether the run is one of GitHub's
 * @param summary   the file that the summary of the job is put together from, if there is one
 */
record GitHubActions(boolean annotates, Optional<Path> summary) {

    private static final int MOST_ANNOTATIONS = 50;

    static GitHubActions of(Map<String, String> environment) {
        return new GitHubActions("true".equals(environment.get("GITHUB_ACTIONS")),
                Optional.ofNullable(environment.get("GITHUB_STEP_SUMMARY")).filter(file -> !file.isBlank())
                        .map(Path::of));
    }

    /** Tell it. */
    void announce(RunSummary run, PrintStream console) {
        if (annotates) {
            run.failures().entrySet().stream().limit(MOST_ANNOTATIONS)
                    .forEach(failure -> console.println("::error title=" + escaped(failure.getKey()).replace(":", "%3A")
                            .replace(",", "%2C") + "::" + escaped(failure.getValue())));
        }
        summary.ifPresent(file -> {
            try {
                TextFile.write(file, run.toMarkdown(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                console.println(
                        "chiptest: warning: the summary of the job cannot be written to " + file + " (" + e + ")");
            }
        });
    }

    /** A line feed would end the command, and what stands behind it would be another one. */
    private static String escaped(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }
}

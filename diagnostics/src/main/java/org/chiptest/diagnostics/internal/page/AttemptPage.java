package org.chiptest.diagnostics.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.internal.files.Sha256;

/**
 * The page of one attempt: everything that was recorded, in one file that asks nothing of a network. Its only script is known by its hash,
 * so that nothing else runs in it, whatever names hold.
 */
final class AttemptPage {

    private static final List<String> SCRIPTS = List.of("data.js", "timeline.js", "counters.js", "panels.js",
            "graph.js", "tensors.js", "page.js");
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private AttemptPage() {}

    /**
     * Write the page.
     *
     * @param ranks           one run for each chip, one or more
     * @param host            what the host did
     * @param clockErrorNanos by how much clocks of different ranks may be wrong against each other
     * @param dumps           tensors that were dumped
     * @param failure         why the attempt failed; empty if it did not
     */
    static String of(List<RunAnalysis> ranks, RecordedHost host, long clockErrorNanos,
            List<TensorDump> dumps, String failure) {
        String script = "'use strict';(() => {\n"
                + SCRIPTS.stream().map(AttemptPage::resource).collect(Collectors.joining()) + "})();\n";
        Map<String, String> parts = Map.of("title", Escaped.html(ranks.getFirst().run().label()), "failure",
                failure.isEmpty() ? "" : "<p class=\"bad failure\" role=\"alert\">" + Escaped.html(failure) + "</p>",
                "style", resource("page.css"), "hash", hash(script), "script", script, "data",
                new RunData(ranks, host, clockErrorNanos).toJson(), "dumps",
                dumps.stream().map(TensorDump::toJson).collect(Collectors.joining(",", "[", "]")));
        return filled(resource("page.html"), parts);
    }

    static String filled(String template, Map<String, String> parts) {
        return PLACE.matcher(template).replaceAll(
                place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)), place.group())));
    }

    static String resource(String name) {
        try (InputStream content = Objects.requireNonNull(AttemptPage.class.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of the page", e);
        }
    }

    /** Return a script's hash as policies of pages name it. */
    static String hash(String script) {
        return "sha256-" + Sha256.base64(script.getBytes(StandardCharsets.UTF_8));
    }
}

package org.chiptest.runtime.internal.process.death;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;

/**
 * What a sanitizer has written before it ended a process.
 *
 * @param text    the whole report
 * @param finding what was found and where, in one line
 * @param lines   the finding, how memory was accessed, what lies there, and the first frames of the stack
 */
record SanitizerReport(String text, String finding, List<String> lines) {

    private static final int FRAMES = 6;
    private static final String RUNTIME_ERROR = "^.*runtime error: ";
    private static final Pattern FINDING = Pattern
            .compile("^(?:==\\d+==\\s*)?(?:ERROR: )?(.*Sanitizer: .*|.*runtime error: .*)$");
    private static final Pattern ACCESS = Pattern.compile("^((?:READ|WRITE) of size \\d+).*");
    private static final Pattern FRAME = Pattern.compile("^\\s+#\\d+ 0x[0-9a-f]+ +(in .*)$");
    private static final Pattern ADDRESS = Pattern.compile("on (?:unknown )?address 0x([0-9a-f]+)");
    private static final Pattern ADDRESSES = Pattern.compile(" on (?:unknown )?address 0x.*$");

    /** Read the report of a process, if a sanitizer has written one. */
    static Optional<SanitizerReport> read(WorkerDirectory directory, long pid) {
        // no channel: that of an interrupted thread closes itself
        try (InputStream in = new FileInputStream(directory.sanitizerReport() + "." + pid)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Optional<String> memory = address(text).flatMap(at -> MemoryNames.describe(directory.scratch(), at));
            return parse(text, memory);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the report of the sanitizer in " + directory.sanitizerReport(),
                    e);
        }
    }

    /**
     * Parse a report; nothing if it holds no finding.
     *
     * @param memory what lies at the address that the report is about, if that is memory of a device
     */
    static Optional<SanitizerReport> parse(String text, Optional<String> memory) {
        List<String> all = text.lines().toList();
        Optional<String> finding = all.stream().map(FINDING::matcher).filter(Matcher::matches)
                .map(match -> ADDRESSES.matcher(match.group(1)).replaceFirst("")).findFirst();
        if (finding.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(finding.stream().toList());
        all.stream().map(ACCESS::matcher).filter(Matcher::matches).map(match -> match.group(1)).findFirst()
                .ifPresent(lines::add);
        memory.ifPresent(lines::add);
        all.stream().dropWhile(line -> !FRAME.matcher(line).matches()).map(FRAME::matcher).takeWhile(Matcher::matches)
                .limit(FRAMES).map(match -> match.group(1)).forEach(lines::add);
        String name = finding.get().replaceFirst(RUNTIME_ERROR, "UndefinedBehaviorSanitizer: ");
        String whole = memory.map(place -> "memory: " + place + "\n").orElse("") + text;
        return Optional.of(new SanitizerReport(whole, name, lines));
    }

    private static Optional<Long> address(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.find() ? Optional.of(Long.parseUnsignedLong(address.group(1), 16)) : Optional.empty();
    }
}

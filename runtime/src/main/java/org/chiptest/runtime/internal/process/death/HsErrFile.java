package org.chiptest.runtime.internal.process.death;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report that a JVM writes when native code in it crashes.
 *
 * @param text             the whole report
 * @param event            its first line of substance, such as {@code SIGSEGV (0xb) at pc=0x..., pid=1, tid=2}
 * @param problematicFrame the native function that crashed, with its library
 * @param thread           Linux id of the thread that crashed
 */
record HsErrFile(String text, Optional<String> event, Optional<String> problematicFrame, OptionalInt thread) {

    private static final Pattern EVENT = Pattern.compile("^#\\s+(SIG\\w+ .*|Internal Error .*)$");
    private static final Pattern THREAD = Pattern.compile("\\btid=(\\d+)");
    private static final String FRAME_TITLE = "# Problematic frame:";

    /** Read the file, if the JVM has written one. */
    static Optional<HsErrFile> read(Path file) {
        // no channel: that of an interrupted thread closes itself
        try (InputStream in = new FileInputStream(file.toFile())) {
            return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Return the name of the signal that the process got. */
    Optional<String> signal() {
        return event.filter(text -> text.startsWith("SIG")).map(text -> text.split(" ", 2)[0]);
    }

    /** Return the frames of native code that the report lists, innermost first. */
    List<String> nativeFrames() {
        return text.lines().dropWhile(line -> !line.startsWith("Native frames:")).skip(1)
                .takeWhile(line -> !line.isBlank()).filter(line -> line.startsWith("C ")).toList();
    }

    static HsErrFile parse(String text) {
        List<String> lines = text.lines().toList();
        Optional<String> event = lines.stream().map(EVENT::matcher).filter(Matcher::matches)
                .map(match -> match.group(1)).findFirst();
        Optional<String> frame = lines.stream().dropWhile(line -> !line.equals(FRAME_TITLE)).skip(1).findFirst()
                .map(line -> line.replaceFirst("^#\\s*", "")).filter(line -> !line.isEmpty());
        OptionalInt thread = event.stream().map(THREAD::matcher).filter(Matcher::find)
                .mapToInt(match -> Integer.parseInt(match.group(1))).findFirst();
        return new HsErrFile(text, event, frame, thread);
    }
}

package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a source depends on that the compiler does not list among the files it has read.
 *
 * @param probes paths in {@code __has_include}
 * @param opaque whether the result depends on something that nobody can look up: the assembler's {@code .incbin}, a file's time
 */
record SourceScan(List<String> probes, boolean opaque) {

    private static final Pattern PROBE = Pattern
            .compile("__has_(?:include|include_next|embed)\\s*\\(\\s*[\"<]([^\">\\n]+)[\">]");
    private static final Pattern OPAQUE = Pattern.compile("\\.incbin|__TIMESTAMP__");

    static SourceScan of(List<Path> files) throws IOException {
        List<String> probes = new ArrayList<>();
        boolean opaque = false;
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            Matcher probe = PROBE.matcher(text);
            while (probe.find()) {
                probes.add(probe.group(1));
            }
            opaque |= OPAQUE.matcher(text).find();
        }
        return new SourceScan(probes.stream().distinct().sorted().toList(), opaque);
    }
}

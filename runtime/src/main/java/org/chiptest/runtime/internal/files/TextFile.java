package org.chiptest.runtime.internal.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files of text that may hold what user code says. */
public final class TextFile {

    private TextFile() {}

    /** Write a text as UTF-8, whatever is in it: half a surrogate pair, which cannot be encoded, becomes a question mark. */
    public static Path write(Path file, String text, OpenOption... options) throws IOException {
        return Files.write(file, text.getBytes(StandardCharsets.UTF_8), options);
    }
}

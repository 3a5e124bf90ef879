package org.chiptest.interleavings;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A mistake in a class of the runtime or of the engine that one of the tests must find.
 *
 * @param mistake     what is wrong, for messages
 * @param type        the class, below {@code org.chiptest.}
 * @param original    what stands once in its source
 * @param replacement what stands there instead
 * @param test        the test that must find it, below {@code org.chiptest.}
 */
record SourceMutation(String mistake, String type, String original, String replacement, String test) {

    private static final String PACKAGE = "org.chiptest.";
    /** Return the full name of the test. */
    String testName() {
        return PACKAGE + test;
    }

    /** Compile the class with the mistake into a class path folder. */
    void compileTo(Path folder) {
        String name = (PACKAGE + type).replace('.', '/') + ".java";
        try {
            Path module = Path.of("..", type.startsWith("runtime.") ? "runtime" : "harness-engine");
            String source = Files.readString(module.resolve(Path.of("src", "main", "java", name)));
            int place = source.indexOf(original);
            if (place < 0 || source.indexOf(original, place + 1) >= 0) {
                throw new IllegalStateException(
                        "'" + mistake + "': " + type + " must have this once; write the mutation anew: " + original);
            }
            Path mutated = folder.resolve(name);
            Files.createDirectories(mutated.getParent());
            Files.writeString(mutated, source.replace(original, replacement));
            compile(mutated, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path source, Path folder) throws IOException {
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(messages, files, null, List.of("-proc:none", "-classpath",
                    System.getProperty("java.class.path"), "-d", folder.toString()), null,
                    files.getJavaFileObjects(source)).call()) {
                throw new IllegalStateException("'" + mistake + "' does not compile:\n" + messages);
            }
        }
    }

    @Override
    public String toString() {
        return mistake;
    }
}

package org.chiptest.endtoend;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class of the system suites, compiled from its source, since no module depends on the suites. */
final class SystemSuite implements AutoCloseable {

    private static final Path SOURCES = Path.of("..", "st-suites", "src", "test", "java");
    private static final Path RESOURCES = Path.of("..", "st-suites", "src", "test", "resources");

    private final URLClassLoader loader;
    private final Class<?> type;

    private SystemSuite(URLClassLoader loader, Class<?> type) {
        this.loader = loader;
        this.type = type;
    }

    /** Compile the class of a simple name, wherever it lies, with what it uses, into a folder. */
    static SystemSuite compile(String simpleName, Path folder) {
        Path source = find(simpleName + ".java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-parameters", "-proc:none", "-implicit:class", "-sourcepath",
                    SOURCES.toString(), "-classpath", System.getProperty("java.class.path"), "-d", folder.toString());
            boolean compiled = compiler
                    .getTask(messages, files, null, options, null, files.getJavaFileObjects(SOURCES.resolve(source)))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(source + " does not compile:\n" + messages);
            }
            URLClassLoader loader = new URLClassLoader(new URL[]{url(folder), url(RESOURCES)},
                    SystemSuite.class.getClassLoader());
            return new SystemSuite(loader, loader.loadClass(className(source)));
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    Class<?> type() {
        return type;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static Path find(String file) {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            return sources.filter(source -> source.endsWith(file)).findFirst().map(SOURCES::relativize).orElseThrow(
                    () -> new IllegalStateException("there is no " + file + " below " + SOURCES.toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String className(Path source) {
        return source.toString().replaceFirst("\\.java$", "").replace('/', '.');
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }
}

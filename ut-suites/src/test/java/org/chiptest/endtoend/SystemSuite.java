package org.chiptest.endtoend;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes of the system suites, compiled from their sources, since no module depends on the suites. */
final class SystemSuite implements AutoCloseable {

    private static final Path SOURCES = Path.of("..", "st-suites", "src", "test", "java");
    private static final Path RESOURCES = Path.of("..", "st-suites", "src", "test", "resources");

    private final URLClassLoader loader;
    private final List<Class<?>> types;

    private SystemSuite(URLClassLoader loader, List<Class<?>> types) {
        this.loader = loader;
        this.types = List.copyOf(types);
    }

    /** Compile the class of a simple name, wherever it lies, with what it uses, into a folder. */
    static SystemSuite compile(String simpleName, Path folder) {
        List<Path> found = sources(simpleName + ".java");
        if (found.size() != 1) {
            throw new IllegalStateException(
                    "found " + found + " for " + simpleName + " below " + SOURCES.toAbsolutePath());
        }
        return compile(found, folder);
    }

    /** Compile all suites into a folder. */
    static SystemSuite compileAll(Path folder) {
        return compile(sources("Test.java"), folder);
    }

    /** The one class that was asked for. */
    Class<?> type() {
        return types.getFirst();
    }

    /** The classes that were asked for. */
    List<Class<?>> types() {
        return types;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Find sources by the end of their path, below {@link #SOURCES} and relative to it. */
    private static List<Path> sources(String end) {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            return sources.map(SOURCES::relativize)
                    .filter(source -> end.equals("Test.java")
                            ? source.toString().endsWith(end)
                            : source.endsWith(end))
                    .sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SystemSuite compile(List<Path> sources, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-parameters", "-proc:none", "-implicit:class", "-sourcepath",
                    SOURCES.toString(), "-classpath", System.getProperty("java.class.path"), "-d", folder.toString());
            boolean compiled = compiler.getTask(messages, files, null, options, null,
                    files.getJavaFileObjectsFromPaths(sources.stream().map(SOURCES::resolve).toList())).call();
            if (!compiled) {
                throw new IllegalStateException(sources + " do not compile:\n" + messages);
            }
            return load(sources, new URLClassLoader(new URL[]{url(folder), url(RESOURCES)},
                    SystemSuite.class.getClassLoader()));
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SystemSuite load(List<Path> sources, URLClassLoader loader) throws ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (Path source : sources) {
            types.add(loader.loadClass(className(source)));
        }
        return new SystemSuite(loader, types);
    }

    private static String className(Path source) {
        return source.toString().replaceFirst("\\.java$", "").replace('/', '.');
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }
}

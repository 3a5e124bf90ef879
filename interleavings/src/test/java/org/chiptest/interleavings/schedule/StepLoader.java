package org.chiptest.interleavings.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Load the classes of the project anew, rewritten; all others, and this package, are the caller's. */
final class StepLoader extends ClassLoader {

    private static final String REWRITTEN = "org.chiptest.";
    private static final String SHARED = StepLoader.class.getPackageName() + ".";

    private final List<Path> folders;
    private final Rewriter rewriter;

    /**
     * Load classes.
     *
     * @param folders where they are looked for first
     */
    StepLoader(List<Path> folders, Map<String, String> standIns) {
        super(StepLoader.class.getClassLoader());
        this.folders = folders;
        this.rewriter = new Rewriter(this::read, standIns);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(REWRITTEN) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] classFile = read(name.replace('.', '/'));
        if (classFile == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] rewritten = rewriter.rewrite(classFile);
        return defineClass(name, rewritten, 0, rewritten.length);
    }

    private byte @Nullable [] read(String name) {
        if (!name.replace('/', '.').startsWith(REWRITTEN)) {
            return null;
        }
        try {
            for (Path folder : folders) {
                Path file = folder.resolve(name + ".class");
                if (Files.exists(file)) {
                    return Files.readAllBytes(file);
                }
            }
            try (InputStream file = getParent().getResourceAsStream(name + ".class")) {
                return file == null ? null : file.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

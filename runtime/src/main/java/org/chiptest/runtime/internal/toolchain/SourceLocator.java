package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.chiptest.runtime.toolchain.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Find sources, and put those that lie in jars on disk together with what they may include.
 *
 * <p>A source in a folder is used where it lies. Of a jar, all files with the extension of a C++ source or header are extracted, and
 * all neighbours of the source whatever they are called.
 */
final class SourceLocator {

    private static final List<String> EXTENSIONS = List.of(".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp", ".tpp",
            ".def", ".c",
            ".cc", ".cpp", ".cxx");

    private final ContentTrees trees;
    private final Map<JarFolder, Path> extracted = new ConcurrentHashMap<>();

    public SourceLocator(ContentTrees trees) {
        this.trees = trees;
    }

    /**
     * Find a source.
     *
     * @throws SourceNotFoundException if it is not there; the message says where it was looked for
     */
    public SourceFile locate(SourceRoot root, String written) throws IOException {
        return switch (root) {
            case SourceRoot.Folder folder -> inFolder(folder.path(), written);
            case SourceRoot.ClassPath classPath -> onClassPath(classPath, written);
        };
    }

    private static SourceFile inFolder(Path folder, String written) throws IOException {
        Path file = folder.resolve(written).normalize();
        if (Files.isRegularFile(file)) {
            return new SourceFile(written, file);
        }
        throw new SourceNotFoundException("No source '" + written + "': looked for " + file + ". " + whatIsThere(file));
    }

    private SourceFile onClassPath(SourceRoot.ClassPath root, String written) throws IOException {
        String name = resourceName(root.folder(), written);
        URL url = root.loader().getResource(name);
        if (url != null) {
            return new SourceFile(written, onDisk(url, name));
        }
        String fromRoot = resourceName("", written);
        String hint = root.loader().getResource(fromRoot) != null
                ? "There is a " + fromRoot
                        + " at the root of the class path: write '/" + fromRoot + "' to mean it"
                : "Put it into src/test/resources/" + name
                        + ", or begin the path with / to count from the root of the class path";
        throw new SourceNotFoundException(
                "No source '" + written + "': looked for " + name + " on the class path. " + hint);
    }

    private Path onDisk(URL url, String name) throws IOException {
        if (url.getProtocol().equals("file")) {
            return Path.of(uri(url));
        }
        if (url.openConnection() instanceof JarURLConnection connection
                && connection.getJarFileURL().getProtocol().equals("file")) {
            Path jar = Path.of(uri(connection.getJarFileURL()));
            String entry = connection.getEntryName();
            return extract(jar, entry.substring(0, entry.lastIndexOf('/') + 1)).resolve(entry);
        }
        try (InputStream in = url.openStream()) {
            SortedMap<String, byte[]> alone = new TreeMap<>();
            alone.put(name, in.readAllBytes());
            return trees.materialise(alone).resolve(name);
        }
    }

    private Path extract(Path jar, String folder) throws IOException {
        JarFolder key = new JarFolder(jar, folder, Files.size(jar), Files.getLastModifiedTime(jar).toMillis());
        Path known = extracted.get(key);
        if (known != null) {
            return known;
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory() && isWanted(entry.getName(), folder)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        files.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        Path tree = trees.materialise(files);
        extracted.put(key, tree);
        return tree;
    }

    private static boolean isWanted(String entry, String folder) {
        boolean neighbour = entry.startsWith(folder) && entry.indexOf('/', folder.length()) < 0;
        return !entry.endsWith(".class") && (neighbour || EXTENSIONS.stream().anyMatch(entry::endsWith));
    }

    private static String resourceName(String folder, String written) {
        String path = written.startsWith("/")
                ? written.substring(1)
                : folder.isEmpty() ? written : folder + "/" + written;
        return Path.of("/" + path).normalize().toString().substring(1);
    }

    private static String whatIsThere(Path missing) throws IOException {
        Path folder = missing.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        try (Stream<Path> children = Files.list(folder == null ? Path.of("/") : folder)) {
            List<@Nullable Path> names = children.<@Nullable Path>map(Path::getFileName).sorted().limit(20).toList();
            return "In " + folder + " there is " + (names.isEmpty() ? "nothing" : names.toString());
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("The class path has an entry that is no legal URI: " + url, e);
        }
    }

    private record JarFolder(Path jar, String folder, long size, long modifiedMillis) {}
}

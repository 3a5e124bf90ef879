package org.chiptest.runtime.internal.toolchain;

import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Find the files that a compiler did not read, but that lie where it could find them under the name of a file that it did read.
 *
 * <p>The list of files read says nothing about a header that is added later to a folder that is searched earlier. So a compilation is
 * known by these files too: as long as none appears or disappears, every include still finds what it found.
 */
final class Shadows {

    private final IncludeRoots roots;
    private final Set<String> read;
    private final Map<String, Set<String>> spellingsByFirstName = new HashMap<>();

    /**
     * Look at one compilation.
     *
     * @param names the names of the files read
     * @param probes paths that were asked for without being read
     */
    Shadows(IncludeRoots roots, Collection<String> names, List<String> probes) {
        this.roots = roots;
        this.read = new HashSet<>(names);
        names.forEach(this::addSpellings);
        probes.forEach(this::addSpelling);
    }

    /** Return the names of those that exist now. */
    Set<String> find() {
        Set<String> found = new TreeSet<>();
        for (String folder : folders()) {
            String[] children = roots.resolve(folder).toFile().list();
            if (children == null) {
                continue; // a search folder need not exist
            }
            for (String child : children) {
                for (String spelling : spellingsByFirstName.getOrDefault(child, Set.of())) {
                    String name = folder + spelling;
                    if (!read.contains(name) && new File(roots.resolve(folder).toFile(), spelling).isFile()) {
                        found.add(name);
                    }
                }
            }
        }
        return found;
    }

    /** An include may have been written with any tail of the path under which its file was found. */
    private void addSpellings(String name) {
        String path = name.substring(name.indexOf(':') + 1);
        addSpelling(path);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            addSpelling(path.substring(slash + 1));
        }
    }

    private void addSpelling(String path) {
        String first = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
        if (!first.isEmpty()) {
            spellingsByFirstName.computeIfAbsent(first, key -> new LinkedHashSet<>()).add(path);
        }
    }

    /** The search folders, and the folders of files that include others. */
    private Set<String> folders() {
        Set<String> folders = new LinkedHashSet<>();
        roots.labels().forEach(label -> folders.add(label + ":"));
        for (String name : read) {
            if (!Path.of(name).isAbsolute() && name.contains("/")) {
                folders.add(name.substring(0, name.lastIndexOf('/') + 1));
            }
        }
        return folders;
    }
}

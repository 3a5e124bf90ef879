package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The folders in which a compilation looks for files, in order, each with a label that does not depend on where the folder lies.
 *
 * <p>A file is named by label and relative path ("platform:common/core_type.h"), everything else by its absolute path. Equal names and
 * equal contents mean equal compilations, in whatever checkout, and for whatever architecture plays the role of a label.
 */
record IncludeRoots(List<Root> roots) {

    /** The folder of the source itself; searched for {@code #include "..."} but not given to the compiler. */
    static final String SOURCE = "source";

    IncludeRoots {
        roots = List.copyOf(roots);
    }

    /** One folder and its role. */
    record Root(String label, Path folder) {

        private String prefix() {
            String path = folder.toString();
            return path.endsWith("/") ? path : path + "/";
        }
    }

    List<String> labels() {
        return roots.stream().map(Root::label).toList();
    }

    /** Return the {@code -I} options in search order. */
    List<String> searchOptions() {
        return roots.stream().filter(root -> !root.label.equals(SOURCE)).map(root -> "-I" + root.folder).toList();
    }

    /** Return options that replace each folder by its label in everything that the compiler writes; the innermost folder wins. */
    List<String> prefixMaps() {
        // of several options that match, g++ takes the last one; of two roles of one folder, the first is to win
        List<Root> outermostFirst = new ArrayList<>(roots.reversed());
        outermostFirst.sort(Comparator.comparingInt((Root root) -> root.prefix().length()));
        return outermostFirst.stream().map(root -> "-ffile-prefix-map=" + root.prefix() + "=" + mapped(root.label))
                .toList();
    }

    /** Return the name of a file as the compiler reported it. */
    String nameOf(String file) {
        Root innermost = null;
        for (Root root : roots) {
            if (file.startsWith(root.prefix())
                    && (innermost == null || root.prefix().length() > innermost.prefix().length())) {
                innermost = root;
            }
        }
        return innermost == null ? file : innermost.label + ":" + file.substring(innermost.prefix().length());
    }

    /** Return where the file with this name lies for these folders. */
    Path resolve(String name) {
        for (Root root : roots) {
            if (name.startsWith(root.label + ":")) {
                return root.folder.resolve(name.substring(root.label.length() + 1));
            }
        }
        return Path.of(name);
    }

    private static String mapped(String label) {
        return label.equals(SOURCE) ? "" : label + "/";
    }
}

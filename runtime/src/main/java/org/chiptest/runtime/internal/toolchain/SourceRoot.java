package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;

/** Where sources are looked for. */
public sealed interface SourceRoot {

    /** Look in a folder. */
    static SourceRoot folder(Path folder) {
        return new Folder(folder.toAbsolutePath());
    }

    /**
     * Look beside a class: in its package on the class path, or for a path that begins with {@code /}, from the root of the class path.
     */
    static SourceRoot beside(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return new ClassPath(loader == null ? ClassLoader.getSystemClassLoader() : loader,
                type.getPackageName().replace('.', '/'));
    }

    /** Look for resources of a class loader, in a folder such as {@code org/acme/vector}, or with an empty name at the root. */
    static SourceRoot classPath(ClassLoader loader, String folder) {
        return new ClassPath(loader, folder);
    }

    /**
     * A folder on disk.
     *
     * @param path the folder
     */
    record Folder(Path path) implements SourceRoot {}

    /**
     * A folder on the class path.
     *
     * @param loader finds the resources
     * @param folder with slashes, without one at either end; may be empty
     */
    record ClassPath(ClassLoader loader, String folder) implements SourceRoot {

        /** Reject a folder that is not written like a package. */
        public ClassPath {
            if (folder.startsWith("/") || folder.endsWith("/")) {
                throw new IllegalArgumentException(
                        "A folder on the class path is written like org/acme/vector; found '" + folder + "'");
            }
        }
    }
}

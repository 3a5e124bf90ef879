package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * The folders of a cache on disk. All of them lie in one folder that only its owner may enter: what is in there gets loaded into
 * processes.
 *
 * <pre>
 * CACHE/v1/            0700
 *   manifests/ab/KEY   what a compilation read, and what came of it
 *   libraries/ab/SUM   shared objects, named by the digest of their bytes
 *   trees/SUM/         folders of sources, named by the digest of their contents
 *   NAME/              what others keep: see folder(name)
 *   work/PID-N/        compilations of running processes
 *   pruned             its time says when that was last done
 *   locks              byte ranges of it are locked while a key is compiled
 * </pre>
 */
final class CacheDirectory {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    /** For folders that only their owner may enter. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
            .asFileAttribute(OWNER_ONLY);

    private final Path home;

    private CacheDirectory(Path home) {
        this.home = home;
    }

    /**
     * Open or create the cache in a folder.
     *
     * @throws CacheUnusableException if the folder cannot be created or the cache in it belongs to somebody else
     */
    public static CacheDirectory open(Path folder) {
        try {
            return open(folder, userId(Path.of("/proc/self/stat")));
        } catch (IOException e) {
            throw new CacheUnusableException("Cannot tell which user this process runs as: " + e, e);
        }
    }

    /** Open the cache as the user with this id. */
    static CacheDirectory open(Path folder, int user) {
        Path home = folder.toAbsolutePath().resolve("v1");
        try {
            Files.createDirectories(home.getParent());
            createPrivate(home);
            claim(home, user);
            CacheDirectory cache = new CacheDirectory(home);
            for (Path part : new Path[]{cache.manifests(), cache.libraries(), cache.trees(), cache.work()}) {
                createPrivate(part);
            }
            return cache;
        } catch (IOException e) {
            throw new CacheUnusableException("Cannot use " + folder + " as the compile cache: " + e
                    + ". Free it, or choose another folder with " + CompileSettings.CACHE, e);
        }
    }

    Path manifests() {
        return home.resolve("manifests");
    }

    Path libraries() {
        return home.resolve("libraries");
    }

    public Path trees() {
        return home.resolve("trees");
    }

    public Path work() {
        return home.resolve("work");
    }

    /** Return a folder for what others keep beside the compilations; it is created if it is missing. */
    public Path folder(String name) throws IOException {
        Path folder = home.resolve(name);
        createPrivate(folder);
        return folder;
    }

    /** A file whose time says when the cache was last pruned. */
    Path pruned() {
        return home.resolve("pruned");
    }

    public Path locks() {
        return home.resolve("locks");
    }

    /** Create a folder that only its owner may enter, and its parents likewise; does nothing if it exists. */
    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder, PRIVATE);
    }

    /** Create the folder that a file is to lie in. */
    static void createParent(Path file) throws IOException {
        createPrivate(Objects.requireNonNull(file.getParent(), "a file of the cache lies in a folder"));
    }

    /** Move a finished file into place in one step, over an older one of the same name. */
    static void publish(Path finished, Path target) throws IOException {
        createParent(target);
        Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void claim(Path home, int user) throws IOException {
        int owner = userId(home);
        if (owner != user) {
            throw new CacheUnusableException("The compile cache " + home + " belongs to user id " + owner
                    + ", this process runs as " + user
                    + ": libraries from it could be anybody's. Choose another folder with "
                    + CompileSettings.CACHE, null);
        }
        if (Files.isSymbolicLink(home)) {
            throw new CacheUnusableException("The compile cache " + home + " is a symbolic link: let "
                    + CompileSettings.CACHE + " name the folder itself", null);
        }
        if (!Files.getPosixFilePermissions(home).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(home, OWNER_ONLY);
        }
    }

    private static int userId(Path file) throws IOException {
        return (Integer) Objects.requireNonNull(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS), "uid");
    }
}

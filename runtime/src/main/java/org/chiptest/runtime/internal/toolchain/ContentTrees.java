package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.files.Sha256;

/** Write sets of files to disk, once per content, into folders named by the digest of all of it. */
final class ContentTrees {

    private final Path home;
    private final WorkDirectory work;
    private final InstantSource clock;

    public ContentTrees(Path home, WorkDirectory work, InstantSource clock) {
        this.home = home;
        this.work = work;
        this.clock = clock;
    }

    /**
     * Return a folder that holds exactly these files; another process may be writing the same one.
     *
     * @param files contents by relative path
     */
    Path materialise(SortedMap<String, byte[]> files) throws IOException {
        Sha256 sum = new Sha256();
        files.forEach((name, content) -> sum.field(name).field(content));
        Path tree = home.resolve(sum.hex());
        boolean present = Files.exists(tree);
        for (int attempt = 0; !holds(tree, files); attempt++) {
            if (attempt == 10) {
                throw new IOException(tree + " changes while it is written");
            }
            write(tree, files, present);
            present = Files.exists(tree);
        }
        CachePruner.touch(tree, clock.instant());
        return tree;
    }

    private static boolean holds(Path tree, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try {
                if (!Arrays.equals(Files.readAllBytes(tree.resolve(file.getKey())), file.getValue())) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return Files.isDirectory(tree);
    }

    /**
     * Put a tree in place.
     *
     * @param damaged whether there is one already that is no good; a tree that comes into being meanwhile is another process's, and stays:
     *                compilers may be reading it
     */
    private void write(Path tree, Map<String, byte[]> files, boolean damaged) throws IOException {
        Path draft = work.newDirectory();
        Path away = work.newDirectory();
        try {
            fill(draft, files);
            if (damaged) {
                Files.move(tree, away.resolve("tree"), StandardCopyOption.ATOMIC_MOVE);
            }
            CacheDirectory.createPrivate(home);
            Files.move(draft, tree, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // another process put its tree there first, or took the damaged one away: the caller looks again
            if (!Files.exists(tree) && !(e instanceof NoSuchFileException)) {
                throw e;
            }
        } finally {
            FileTree.delete(draft);
            FileTree.delete(away);
        }
    }

    private static void fill(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            if (!target.normalize().startsWith(folder)) {
                throw new IOException("The file name " + file.getKey() + " leads out of its folder");
            }
            CacheDirectory.createParent(target);
            Files.write(target, file.getValue());
        }
    }
}

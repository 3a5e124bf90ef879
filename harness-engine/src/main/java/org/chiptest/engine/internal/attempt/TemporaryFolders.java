package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

import org.chiptest.runtime.internal.files.FileTree;

/** The temporary folders of one run of a scenario, which are gone when it has ended. */
final class TemporaryFolders {

    private final Deque<Path> folders = new ArrayDeque<>();

    /** Make another one. */
    synchronized Path create() {
        try {
            Path folder = Files.createTempDirectory("chiptest-");
            folders.push(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made; java.io.tmpdir says where", e);
        }
    }

    /**
     * Delete all of them with what is in them.
     *
     * @throws UncheckedIOException if something cannot be deleted; the rest is
     */
    synchronized void delete() {
        UncheckedIOException failure = null;
        while (!folders.isEmpty()) {
            Path folder = folders.pop();
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                UncheckedIOException each = new UncheckedIOException("temporary folder " + folder
                        + " cannot be deleted; close what the scenario has opened there, and leave it writable", e);
                if (failure == null) {
                    failure = each;
                } else {
                    failure.addSuppressed(each);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

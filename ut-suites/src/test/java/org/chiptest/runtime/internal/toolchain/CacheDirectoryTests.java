package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTests {

    @TempDir
    Path temp;

    @Test
    void aFolderThatWasTooOpenIsClosed() throws IOException {
        Files.createDirectories(temp.resolve("v1"));
        Files.setPosixFilePermissions(temp.resolve("v1"), PosixFilePermissions.fromString("rwxrwxrwx"));

        CacheDirectory.open(temp);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("v1"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aCacheOfSomebodyElseIsRefused() throws IOException {
        CacheDirectory.open(temp);
        int owner = (Integer) Files.getAttribute(temp, "unix:uid");

        assertThatExceptionOfType(CacheUnusableException.class).isThrownBy(() -> CacheDirectory.open(temp, owner + 1))
                .withMessage("The compile cache " + temp.resolve("v1") + " belongs to user id " + owner
                        + ", this process runs as " + (owner + 1)
                        + ": libraries from it could be anybody's. Choose another folder with chiptest.compile.cache");
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.writeString(temp.resolve("cache"), "");

        assertThatExceptionOfType(CacheUnusableException.class)
                .isThrownBy(() -> CacheDirectory.open(temp.resolve("cache")))
                .withMessageStartingWith("Cannot use " + temp.resolve("cache") + " as the compile cache: ")
                .withMessageEndingWith(". Free it, or choose another folder with chiptest.compile.cache");
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Files.createDirectories(temp.resolve("elsewhere"));
        Files.createSymbolicLink(temp.resolve("v1"), temp.resolve("elsewhere"));

        assertThatExceptionOfType(CacheUnusableException.class).isThrownBy(() -> CacheDirectory.open(temp))
                .withMessageContaining(" is a symbolic link: let chiptest.compile.cache name the folder itself");
    }
}

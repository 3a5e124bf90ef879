package org.chiptest.runtime.internal.process.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.chiptest.runtime.ExpectedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class WorkerDirectoryTests {

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path parent;

    @Test
    void onlyItsUserMayEnterIt() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.create(parent)) {
            Path home = parent.resolve(parent.relativize(directory.log()).getName(0));
            assertThat(Files.getPosixFilePermissions(home)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(home.getFileName().toString())
                    .matches("chiptest-worker-" + ProcessHandle.current().pid() + "-\\d+");
            assertThat(parent).isDirectoryContaining(path -> path.equals(home));
        }
    }

    @Test
    void closingDeletesEverythingInItAndMayBeRepeated() throws IOException {
        WorkerDirectory directory = WorkerDirectory.create(parent);
        Path deep = Files.createDirectories(directory.scratch().resolve("a/b"));
        Files.createSymbolicLink(deep.resolve("link"), parent);
        Files.writeString(deep.resolve("file"), "text");
        directory.close();
        directory.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void foldersThatUserCodeHasClosedAreOpenedToDeleteThem() throws IOException {
        WorkerDirectory directory = WorkerDirectory.create(parent);
        Path closed = Files.createDirectories(directory.scratch().resolve("a/b"));
        Files.writeString(closed.resolve("file"), "text");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(closed.getParent(), PosixFilePermissions.fromString("r-x------"));
        directory.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void theJvmReplacesNothingInTheNameOfTheFolderItself() throws IOException {
        Path odd = Files.createDirectory(parent.resolve("100%p"));
        try (WorkerDirectory directory = WorkerDirectory.create(odd)) {
            assertThat(directory.errorFilePattern().toString()).startsWith(parent + "/100%%p/chiptest-worker-")
                    .endsWith("/hs_err_%p.log");
            assertThat(directory.errorFile(7)).isEqualTo(directory.home().resolve("hs_err_7.log"));
        }
    }

    @Test
    void itCanBeMadeByAnInterruptedThread() {
        Thread.currentThread().interrupt();
        try (WorkerDirectory directory = WorkerDirectory.create(parent)) {
            assertThat(directory.log()).exists();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() {
        Path missing = parent.resolve("missing");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> WorkerDirectory.create(missing))
                .withMessageMatching("cannot create a folder for a worker process in \\Q" + missing
                        + "\\E: java.nio.file.NoSuchFileException: .+; choose another folder, or free this one");
    }

    @Test
    void foldersOfOtherProcessesWithoutALockAreDeleted() throws IOException {
        Path abandoned = Files.createDirectory(parent.resolve("chiptest-worker-999999999-1"));
        Files.createFile(abandoned.resolve("owner"));
        Files.writeString(abandoned.resolve("log"), "text");
        Path unknown = Files.createDirectory(parent.resolve("chiptest-worker-999999999-2"));
        Path file = Files.createFile(parent.resolve("chiptest-worker-999999999-3"));
        Path hopeless = Files.createDirectory(parent.resolve("chiptest-worker-999999999-0"));
        Files.createDirectory(hopeless.resolve("owner"));
        try (WorkerDirectory mine = WorkerDirectory.create(parent)) {
            WorkerDirectory.deleteAbandoned(parent);
            assertThat(abandoned).doesNotExist();
            assertThat(unknown).exists();
            assertThat(file).exists();
            assertThat(hopeless).as("what cannot be deleted keeps nothing else").exists();
            assertThat(mine.log()).exists();
        }
        assertThat(output.text()).contains("the folder of a worker that is gone, " + hopeless
                + ", cannot be deleted; delete it by hand: ");
    }
}

package org.chiptest.runtime.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTests {

    @TempDir
    private Path folder;

    @Test
    void deletesWhatIsInside() throws IOException {
        Path tree = tree();

        FileTree.delete(tree);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void deletesOneFile() throws IOException {
        FileTree.delete(Files.writeString(folder.resolve("file"), "text"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void opensFoldersThatAreClosedToTheirOwner() throws IOException {
        Path tree = tree();
        Files.setPosixFilePermissions(tree.resolve("a/b"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(tree.resolve("a"), PosixFilePermissions.fromString("r-x------"));

        FileTree.delete(tree);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesWhatLinksLeadTo() throws IOException {
        Path around = Files.createDirectory(folder.resolve("kept"));
        Path kept = Files.writeString(around.resolve("file"), "text");
        Path tree = tree();
        Files.createSymbolicLink(tree.resolve("link"), around);
        Path link = Files.createSymbolicLink(folder.resolve("link"), around);

        FileTree.delete(tree);
        FileTree.delete(link);

        assertThat(folder).isDirectoryContaining(around::equals).isDirectoryNotContaining(link::equals)
                .isDirectoryNotContaining(tree::equals);
        assertThat(kept).hasContent("text");
    }

    @Test
    void takesWhatIsGoneForDeleted() throws IOException {
        FileTree.delete(folder.resolve("nothing"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void reachesFoldersThatLieTooDeepForAnyPath() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        for (int depth = 0; depth < 600; depth++) {
            Path outer = Files.createDirectory(folder.resolve("outer"));
            Files.move(inner, outer.resolve("a_name_of_some_length"));
            Files.move(outer, inner);
        }

        FileTree.delete(inner);

        assertThat(folder).isEmptyDirectory();
    }

    private Path tree() throws IOException {
        Path tree = folder.resolve("tree");
        Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("file"), "text");
        return tree;
    }
}

package org.chiptest.engine.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTests {

    private static final String NAME = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    @Test
    void anEngineOfCiKnowsBest() {
        assertThat(Commit.of(folder, Map.of("GITHUB_SHA", NAME))).isEqualTo(NAME);
    }

    @Test
    void aBranchHasAFileOrALineOfItsOwn() throws IOException {
        write(".git/HEAD", "ref: refs/heads/main\n");
        Path module = Files.createDirectories(folder.resolve("deep/module"));
        assertThat(Commit.of(module, Map.of())).isEmpty();

        write(".git/packed-refs", "# pack-refs\n" + NAME + " refs/heads/main\n");
        assertThat(Commit.of(module, Map.of())).isEqualTo(NAME);

        write(".git/refs/heads/main", NAME.replace('0', 'f') + "\n");
        assertThat(Commit.of(module, Map.of())).isEqualTo(NAME.replace('0', 'f'));
    }

    @Test
    void aDetachedHeadIsACommit() throws IOException {
        write(".git/HEAD", NAME + "\n");

        assertThat(Commit.of(folder, Map.of())).isEqualTo(NAME);
    }

    @Test
    void aLinkedWorkTreeSharesItsBranches() throws IOException {
        write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n");
        write("main/.git/worktrees/tree/commondir", "../..\n");
        write("main/.git/refs/heads/topic", NAME);
        write("tree/.git", "gitdir: " + folder.resolve("main/.git/worktrees/tree") + "\n");

        assertThat(Commit.of(folder.resolve("tree"), Map.of())).isEqualTo(NAME);
    }

    @Test
    void whatIsDamagedIsNotKnown() throws IOException {
        write(".git/other", "");

        assertThat(Commit.of(folder, Map.of())).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

package org.chiptest.engine.internal.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Find out which commit is tested: from the variables of CI engines, or from the files of the repository, without git. */
public final class Commit {

    private static final String REFERENCE = "ref: ";
    private static final String LINK = "gitdir: ";

    private Commit() {}

    /**
     * Return the full name of a commit; empty if nobody knows.
     *
     * @param folder      a folder of the work tree
     * @param environment variables
     */
    public static String of(Path folder, Map<String, String> environment) {
        for (String variable : new String[]{"GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILD_SOURCEVERSION"}) {
            if (environment.containsKey(variable)) {
                return environment.getOrDefault(variable, "");
            }
        }
        try {
            for (Path each = folder.toAbsolutePath(); each != null; each = each.getParent()) {
                Path git = each.resolve(".git");
                if (Files.exists(git)) {
                    return head(Files.isDirectory(git) ? git : linked(git));
                }
            }
            return "";
        } catch (IOException e) {
            // Somebody else's files: what they do not say is not known.
            return "";
        }
    }

    private static Path linked(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return file.resolveSibling(text.startsWith(LINK) ? text.substring(LINK.length()) : text);
    }

    private static String head(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith(REFERENCE)) {
            return head;
        }
        String name = head.substring(REFERENCE.length());
        Path common = git.resolve("commondir");
        Path shared = Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
        Path reference = shared.resolve(name);
        return Files.exists(reference) ? Files.readString(reference).strip() : packed(shared, name).orElse("");
    }

    private static Optional<String> packed(Path git, String name) throws IOException {
        Path packed = git.resolve("packed-refs");
        return Files.exists(packed)
                ? Files.readAllLines(packed).stream().filter(line -> line.endsWith(" " + name))
                        .map(line -> line.substring(0, line.indexOf(' '))).findFirst()
                : Optional.empty();
    }
}

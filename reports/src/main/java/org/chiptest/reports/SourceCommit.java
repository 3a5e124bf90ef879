package org.chiptest.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Find the commit that is checked out, from the files of Git: no program need be installed. */
final class SourceCommit {

    private static final String REFERENCE = "ref: ";
    private static final String ELSEWHERE = "gitdir: ";

    private SourceCommit() {}

    /** Return the commit of the repository that a folder lies in; nothing if it lies in none. */
    static Optional<String> of(Path folder) {
        try {
            for (Path each = folder; each != null; each = each.getParent()) {
                Path git = each.resolve(".git");
                if (Files.isDirectory(git)) {
                    return head(git, git);
                }
                if (Files.isRegularFile(git)) {
                    Path own = each.resolve(Files.readString(git).strip().substring(ELSEWHERE.length()));
                    Path common = own.resolve("commondir");
                    return head(own, Files.exists(common) ? own.resolve(Files.readString(common).strip()) : own);
                }
            }
        } catch (IOException | StringIndexOutOfBoundsException e) {
            // no repository that this reads: the report has no commit
        }
        return Optional.empty();
    }

    private static Optional<String> head(Path own, Path common) throws IOException {
        String head = Files.readString(own.resolve("HEAD")).strip();
        if (!head.startsWith(REFERENCE)) {
            return Optional.of(head);
        }
        String name = head.substring(REFERENCE.length());
        Path loose = common.resolve(name);
        if (Files.exists(loose)) {
            return Optional.of(Files.readString(loose).strip());
        }
        try (Stream<String> packed = Files.lines(common.resolve("packed-refs"))) {
            return packed.filter(line -> line.endsWith(" " + name)).map(line -> line.substring(0, line.indexOf(' ')))
                    .findFirst();
        }
    }
}

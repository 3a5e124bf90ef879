package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Put a folder into one file, since reports attach files only. */
public final class FolderArchive {

    private FolderArchive() {}

    /** Write all files of a folder into a zip file, below the folder's own name. */
    public static Path of(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(folder.getFileName() + "/" + folder.relativize(file)));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return archive;
    }
}

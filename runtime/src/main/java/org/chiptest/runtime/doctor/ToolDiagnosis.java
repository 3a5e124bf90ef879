package org.chiptest.runtime.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.toolchain.Prerequisite;

/** Look for the programs that explain failures; what they would have said is missing without them. */
record ToolDiagnosis(String path) {

    List<Prerequisite> examine() {
        return List.of(
                tool("gdb", "native stacks of workers that hang", "gdb"),
                tool("addr2line", "source lines of crashes", "binutils"),
                tool("nm", "names of functions in crashes", "binutils"));
    }

    private Prerequisite tool(String name, String purpose, String packageName) {
        String title = name + ", for " + purpose;
        return locate(name).map(file -> Prerequisite.found(title, file.toString()))
                .orElseGet(() -> Prerequisite.absent(title, "no " + name + " on the PATH", "install " + packageName
                        + " (Debian, Ubuntu: apt-get install " + packageName + "; Fedora: dnf install " + packageName
                        + "; openSUSE: zypper install " + packageName + ")"));
    }

    private Optional<Path> locate(String name) {
        return Stream.of(path.split(":")).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }
}

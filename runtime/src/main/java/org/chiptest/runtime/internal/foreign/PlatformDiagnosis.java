package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.toolchain.Prerequisite;
import org.jspecify.annotations.Nullable;

/** Look for each thing that a described platform needs of a machine, and say how to get what is not there. */
final class PlatformDiagnosis {

    private final DescribedPlatform platform;
    private final PlatformDescription said;
    private final List<Prerequisite> found = new ArrayList<>();

    PlatformDiagnosis(DescribedPlatform platform) {
        this.platform = platform;
        this.said = platform.said();
    }

    List<Prerequisite> examine() {
        said.list(DescriptionKey.NEEDS_FILES).orElse(List.of()).forEach(this::needsFile);
        said.list(DescriptionKey.NEEDS_VARIABLES).orElse(List.of()).forEach(this::needsVariable);
        if (!platform.isLocated()) {
            missing("runtime library", "nobody has said where it is", "set -D" + setting(DescriptionKey.HOME)
                    + " to the folder of its build, or -D" + setting(DescriptionKey.HOST) + " to the file");
        } else {
            platform.runtimes().stream().sorted().forEach(this::library);
        }
        compilers("compiler of kernels", platform.kernels().compilers(), DescriptionKey.KERNEL_COMPILERS);
        compilers("compiler of orchestrations", platform.orchestrations().compilers(),
                DescriptionKey.ORCHESTRATION_COMPILERS);
        return List.copyOf(found);
    }

    private void needsFile(String name) {
        Optional<Path> there = firstOf(name);
        if (there.isPresent()) {
            found(name, there.get().toString());
        } else if (name.startsWith("/dev/")) {
            missing("card and driver", "there is no " + name + " that this user can see",
                    "install the driver of the card; in a container, hand its devices in; then this user must be in the group"
                            + " that may open them");
        } else {
            missing(name, "there is no such file", "install what brings it, or correct "
                    + setting(DescriptionKey.NEEDS_FILES));
        }
    }

    private void needsVariable(String name) {
        String value = HostEnvironment.current().variable(name);
        if (value != null && !value.isBlank() || said.environment().containsKey(name)) {
            found("variable " + name, value == null ? said.environment().get(name) : value);
        } else {
            missing("variable " + name, "it is not set",
                    "let the shell read the set_env.sh of the vendor's toolkit, or set -D"
                            + settingOf("environment." + name));
        }
    }

    private void library(RuntimeKind runtime) {
        Optional<ForeignFiles> files = platform.files().of(runtime);
        String title = "library of " + runtime.id();
        if (files.isEmpty()) {
            return;
        }
        List<Path> absent = RuntimeFiles.needed(files.get()).stream().filter(file -> !Files.isRegularFile(file))
                .toList();
        if (absent.contains(files.get().host())) {
            missing(title, "there is none of "
                    + platform.files().hosts(runtime).stream().map(Path::toString).collect(Collectors.joining(", ")),
                    "correct " + setting(DescriptionKey.HOME) + " or " + setting(DescriptionKey.HOST) + ", or leave "
                            + runtime.shortName() + " out of " + setting(DescriptionKey.RUNTIMES));
            return;
        }
        absent.forEach(file -> missing(file.getFileName() + " of " + runtime.id(), "there is no " + file,
                "put it there, or name it: " + setting(DescriptionKey.AICPU) + ", " + setting(DescriptionKey.AICORE)
                        + ", " + setting(DescriptionKey.PRELOAD) + ", " + setting(DescriptionKey.DISPATCHER)
                        + "; 'none' says that there is none"));
        try {
            ForeignGeneration generation = ForeignGeneration.of(files.get().host());
            found(title, files.get().host() + ", " + generation.title() + " of the interface, all "
                    + generation.symbols().size() + " symbols");
        } catch (DeviceException e) {
            missing(title, String.valueOf(e.getMessage()), "build all of it, of one time");
        }
    }

    private void compilers(String title, List<String> names, DescriptionKey key) {
        if (names.isEmpty()) {
            return;
        }
        Optional<Path> program = names.stream().map(PlatformDiagnosis::program).flatMap(Optional::stream).findFirst();
        program.ifPresentOrElse(file -> found(title, file.toString()),
                () -> missing(title, "none of " + String.join(", ", names) + " is on the PATH",
                        "install it (aarch64-linux-gnu-g++ on Debian, Ubuntu: apt-get install g++-aarch64-linux-gnu; ccec"
                                + " with the vendor's toolkit), or name another with -D" + setting(key)));
    }

    private static Optional<Path> program(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        Set<String> folders = new LinkedHashSet<>(
                List.of(Optional.ofNullable(HostEnvironment.current().variable("PATH"))
                        .orElse("").split(":")));
        return folders.stream().filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst();
    }

    private static Optional<Path> firstOf(String pattern) {
        Path file = Path.of(pattern);
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, String.valueOf(file.getFileName()))) {
            for (Path each : all) {
                return Optional.of(each);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String setting(DescriptionKey key) {
        return settingOf(key.text());
    }

    private String settingOf(String key) {
        return "platform." + platform.name() + "." + key;
    }

    private void found(String name, @Nullable String detail) {
        found.add(Prerequisite.found(platform.name() + ", " + name, String.valueOf(detail)));
    }

    private void missing(String name, String detail, String fix) {
        found.add(Prerequisite.missing(platform.name() + ", " + name, detail, fix));
    }
}

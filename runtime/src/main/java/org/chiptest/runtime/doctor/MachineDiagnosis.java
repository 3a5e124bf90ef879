package org.chiptest.runtime.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.linker.NativePlatform;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.toolchain.Prerequisite;
import org.jspecify.annotations.Nullable;

/** Look at machine and JVM: what worker processes and shared memory need. */
final class MachineDiagnosis {

    private static final int JAVA = 25;
    private static final long MEMORY_BYTES = 4096;

    private final Function<String, @Nullable String> properties;
    private final List<Prerequisite> prerequisites = new ArrayList<>();

    MachineDiagnosis(Function<String, @Nullable String> properties) {
        this.properties = properties;
    }

    List<Prerequisite> examine() {
        jdk();
        boolean linux = platform();
        if (linux) {
            processes();
        }
        boolean mayCall = nativeAccess();
        if (linux && mayCall) {
            sharedMemory();
        }
        temporaryFolder();
        return List.copyOf(prerequisites);
    }

    private void jdk() {
        Path home = Path.of(property("java.home"));
        String version = property("java.version");
        if (Runtime.Version.parse(version).feature() < JAVA) {
            missing("JDK " + JAVA, home + " is " + version, "run with JDK " + JAVA + ", from adoptium.net for example");
        } else if (!Files.isExecutable(home.resolve("bin/java"))) {
            missing("JDK " + JAVA, "no program " + home.resolve("bin/java") + " that workers could be started with",
                    "install a whole JDK, not an image without launcher");
        } else {
            found("JDK " + JAVA, version + ", " + home);
        }
    }

    private boolean platform() {
        try {
            NativePlatform.of(property("os.name"), property("os.arch"));
            found("Linux on x86-64 or AArch64", property("os.arch"));
            return true;
        } catch (UnsupportedOperationException e) {
            missing("Linux on x86-64 or AArch64", property("os.name") + " on " + property("os.arch"),
                    "use such a machine, a container or a virtual machine");
            return false;
        }
    }

    private void processes() {
        Optional<Path> unreadable = Stream.of("stat", "maps", "status", "fd").map(Path.of("/proc/self")::resolve)
                .filter(file -> !Files.isReadable(file)).findFirst();
        if (unreadable.isEmpty()) {
            found("/proc", "readable");
        } else {
            missing("/proc", unreadable.get() + " cannot be read",
                    "mount it: mount -t proc proc /proc; containers have it unless told otherwise");
        }
    }

    private boolean nativeAccess() {
        boolean enabled = MachineDiagnosis.class.getModule().isNativeAccessEnabled();
        if (enabled) {
            found("native access", "enabled");
        } else {
            missing("native access", "this JVM was started without it",
                    "start the JVM of the tests, and this one, with --enable-native-access=ALL-UNNAMED");
        }
        return enabled;
    }

    /** Create memory as workers share it, and open it once more by the name that they use. */
    private void sharedMemory() {
        try (MemoryFile file = MemoryFile.create("chiptest-doctor", MEMORY_BYTES);
                MemoryFile again = MemoryFile.openOf(ProcessHandle.current().pid(), file.descriptor());
                MappedMemory _ = again.map()) {
            found("shared memory (memfd)", "created, opened again and mapped");
        } catch (LibcException e) {
            missing("shared memory (memfd)", String.valueOf(e.getMessage()),
                    "let the container's security profile allow memfd_create and /proc/<pid>/fd");
        }
    }

    /** Workers copy libraries to it and load them, which a mount without programs refuses. */
    private void temporaryFolder() {
        Path folder = Path.of(property("java.io.tmpdir"));
        String name = "folder for temporary files";
        try {
            Path probe = Files.createTempFile(folder, "chiptest-doctor", ".so");
            try {
                Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwx------"));
                if (Files.isExecutable(probe)) {
                    found(name, folder.toString());
                } else {
                    missing(name, folder + " is mounted noexec: libraries in it cannot be loaded",
                            "name another folder with -Djava.io.tmpdir");
                }
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            missing(name, folder + " is not writable: " + e, "make it so, or name another with -Djava.io.tmpdir");
        }
    }

    private String property(String name) {
        return Optional.ofNullable(properties.apply(name)).orElse("");
    }

    private void found(String name, String detail) {
        prerequisites.add(Prerequisite.found(name, detail));
    }

    private void missing(String name, String detail, String fix) {
        prerequisites.add(Prerequisite.missing(name, detail, fix));
    }
}

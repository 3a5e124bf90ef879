package org.chiptest.runtime.internal.process.launch;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.platform.Platform;

/** Find the class path of a child process. */
public final class ChildClassPath {

    private ChildClassPath() {}

    /** Return what was set, or else the runtime and the platforms, from wherever this JVM loaded them. */
    public static List<Path> ofDevices(List<Path> set) {
        return set.isEmpty() ? of(Platforms.load(ChildClassPath.class.getClassLoader())) : set;
    }

    /** Return where this JVM finds its classes: what Java code of a suite needs in a child. */
    public static List<Path> ofThisProcess() {
        // a child may have another working directory
        return Stream.of(HostEnvironment.current().classPath().split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath()).toList();
    }

    /** Return the jars and folders of the runtime and of the providers of these platforms. */
    static List<Path> of(Platforms platforms) {
        return Stream.concat(Stream.of(Platform.class), platforms.providers().stream().map(Object::getClass))
                .map(ChildClassPath::origin).distinct().toList();
    }

    public static String join(List<Path> classPath) {
        return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException(type.getName()
                    + " does not tell which jar or folder it was loaded from; set the class path of worker processes");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalStateException(type.getName() + " was loaded from " + source.getLocation()
                    + ", which is no jar or folder; set the class path of worker processes", e);
        }
    }
}

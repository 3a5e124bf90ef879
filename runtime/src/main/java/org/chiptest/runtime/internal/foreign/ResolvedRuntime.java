package org.chiptest.runtime.internal.foreign;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;

/**
 * A description as another process gets it: with the files of each runtime as the test JVM has found them, so that both see the same.
 *
 * @param said what is written down, with its files resolved
 */
record ResolvedRuntime(PlatformDescription said) {

    private static final String NONE = "none";

    /** Resolve a platform's files. What differs between runtimes stays a place holder if its name differs in nothing else. */
    static ResolvedRuntime of(DescribedPlatform platform) {
        PlatformDescription said = platform.said();
        RuntimeFiles files = platform.files();
        Map<String, String> entries = new TreeMap<>(said.entries());
        for (RuntimeKind runtime : platform.runtimes()) {
            files.of(runtime).ifPresent(found -> {
                entries.put(DescriptionKey.HOST.text(), general(found.host(), runtime));
                entries.put(DescriptionKey.AICPU.text(), general(found.aicpu(), runtime));
                entries.put(DescriptionKey.AICORE.text(), general(found.aicore(), runtime));
                entries.put(DescriptionKey.PRELOAD.text(), found.preloads().isEmpty()
                        ? NONE
                        : found.preloads().stream().map(Path::toString).collect(Collectors.joining(",")));
            });
        }
        return new ResolvedRuntime(new PlatformDescription(said.name(), entries));
    }

    static ResolvedRuntime parse(String text) {
        return new ResolvedRuntime(PlatformDescription.parse(text));
    }

    String text() {
        return said.text();
    }

    /**
     * Return what the driver is told.
     *
     * @throws DeviceException -1 if nobody has said where the library is
     */
    ForeignRuntime of(RuntimeKind runtime) {
        ForeignFiles files = new RuntimeFiles(said, "", "").of(runtime).orElseThrow(() -> new DeviceException(-1,
                "platform " + said.name() + ": nobody has said where its library is; set platform." + said.name()
                        + ".home"));
        return new ForeignRuntime(said.name(), files, said.infrastructure());
    }

    private static String general(Optional<Path> file, RuntimeKind runtime) {
        return file.map(path -> general(path, runtime)).orElse(NONE);
    }

    private static String general(Path file, RuntimeKind runtime) {
        return file.toString().replace("/" + runtime.id() + "/", "/{runtime}/");
    }
}

package org.chiptest.runtime.internal.foreign;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;

/**
 * A description as another process gets it, which has another working directory and need not know what the platform stands for: whole
 * names of files, and the words that stand for place holders in them.
 *
 * @param said what is written down, with all that was left open
 */
record ResolvedRuntime(PlatformDescription said) {

    private static final List<DescriptionKey> FILES = List.of(DescriptionKey.HOME, DescriptionKey.HOST,
            DescriptionKey.AICPU, DescriptionKey.AICORE, DescriptionKey.DISPATCHER, DescriptionKey.PRELOAD);

    /** Fill in what a description leaves open. */
    static ResolvedRuntime of(DescribedPlatform platform) {
        PlatformDescription said = platform.said();
        Map<String, String> entries = new TreeMap<>(said.entries());
        FILES.forEach(key -> said.value(key).filter(_ -> !said.saysNone(key))
                .ifPresent(text -> entries.put(key.text(), absolute(text))));
        entries.put(DescriptionKey.ARCH.text(), platform.files().arch());
        entries.put(DescriptionKey.KIND.text(), platform.files().kind());
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
        ForeignFiles files = new RuntimeFiles(said, "", "").of(runtime).orElseThrow(() -> new DeviceException(
                "platform " + said.name() + ": nobody has said where its library is; set platform." + said.name()
                        + ".home"));
        return new ForeignRuntime(said.name(), files, said.infrastructure());
    }

    private static String absolute(String files) {
        return List.of(files.split(",")).stream().map(String::strip)
                .map(file -> file.startsWith("{") ? file : Path.of(file).toAbsolutePath().toString())
                .collect(Collectors.joining(","));
    }
}

package org.chiptest.runtime.internal.foreign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;

/**
 * Find the files of a described platform.
 *
 * @param description what is said
 * @param arch        word for {@code {arch}} in names of files
 * @param kind        word for {@code {kind}}
 */
record RuntimeFiles(PlatformDescription description, String arch, String kind) {

    /** Take the words of the description where it has some. */
    RuntimeFiles {
        arch = description.value(DescriptionKey.ARCH).orElse(arch);
        kind = description.value(DescriptionKey.KIND).orElse(kind);
    }

    private static final String LIBRARY = "libhost_runtime.so";
    private static final List<String> PLACES = List.of("{home}/{arch}/{kind}/{runtime}/" + LIBRARY,
            "{home}/{runtime}/" + LIBRARY, "{home}/" + LIBRARY);
    private static final List<String> PRELOADS = List.of("{home}/libsimpler_log.so", "{home}/libcpu_sim_context.so");

    /** Return where the library of a runtime may be, of which the first that is there counts. */
    List<Path> hosts(RuntimeKind runtime) {
        Optional<String> said = description.value(DescriptionKey.HOST);
        if (said.isEmpty() && description.value(DescriptionKey.HOME).isEmpty()) {
            return List.of();
        }
        return said.map(List::of).orElse(PLACES).stream().map(place -> path(place, runtime)).toList();
    }

    /** Return the files of a runtime, whether they are there or not; nothing if nobody has said where its library is. */
    Optional<ForeignFiles> of(RuntimeKind runtime) {
        List<Path> hosts = hosts(runtime);
        return hosts.stream().filter(Files::isRegularFile).findFirst().or(() -> hosts.stream().findFirst())
                .map(host -> new ForeignFiles(preloads(runtime), host,
                        beside(host, DescriptionKey.AICPU, "libaicpu_kernel.so", runtime),
                        beside(host, DescriptionKey.AICORE, "libaicore_kernel.so", runtime),
                        description.value(DescriptionKey.DISPATCHER).map(text -> path(text, runtime))));
    }

    private List<Path> preloads(RuntimeKind runtime) {
        if (description.saysNone(DescriptionKey.PRELOAD)) {
            return List.of();
        }
        return description.list(DescriptionKey.PRELOAD)
                .map(names -> names.stream().map(name -> path(name, runtime)).toList())
                .orElseGet(() -> PRELOADS.stream().map(name -> path(name, runtime)).filter(Files::isRegularFile)
                        .toList());
    }

    private Optional<Path> beside(Path host, DescriptionKey key, String name, RuntimeKind runtime) {
        return description.saysNone(key)
                ? Optional.empty()
                : Optional.of(description.value(key).map(text -> path(text, runtime))
                        .orElseGet(() -> host.resolveSibling(name)));
    }

    private Path path(String text, RuntimeKind runtime) {
        return Path.of(description.expanded(text).replace("{arch}", arch).replace("{kind}", kind).replace("{runtime}",
                runtime.id())).toAbsolutePath();
    }

    /** Return all files that have to be there, in the order in which they are needed. */
    static List<Path> needed(ForeignFiles files) {
        return Stream.of(files.preloads().stream(), Stream.of(files.host()), files.aicpu().stream(),
                files.aicore().stream(), files.dispatcher().stream()).flatMap(each -> each).toList();
    }
}

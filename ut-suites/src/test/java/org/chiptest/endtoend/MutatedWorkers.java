package org.chiptest.endtoend;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.engine.internal.EngineEnvironment;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.WorkerSettings;

/** The bundled runtime, except that some classes of the worker processes are others. */
final class MutatedWorkers {

    private MutatedWorkers() {}

    /** Use the classes in this class path folder before all others. */
    static EngineEnvironment from(Path folder) {
        WorkerSettings workers = WorkerSettings.withShim(TestToolchain.shim()).withClassPath(classPath(folder));
        return new ChosenWorkers(workers, (kind, deviceId) -> {
            try (ChildDeviceOpener opener = new ChildDeviceOpener(kind.variant().platform().name(),
                    kind.variant().runtime(), workers)) {
                return OpenDevice.withoutLog(opener.open(deviceId));
            }
        }, () -> {
            // they are made as always
        });
    }

    private static List<Path> classPath(Path folder) {
        Stream<Path> ours = Stream
                .concat(Stream.of(Platform.class), Platforms.load(MutatedWorkers.class.getClassLoader()).all().stream()
                        .map(Platform::getClass))
                .map(type -> Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())))
                .distinct();
        return Stream.concat(Stream.of(folder), ours).toList();
    }
}

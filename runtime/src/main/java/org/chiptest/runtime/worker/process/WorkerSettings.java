package org.chiptest.runtime.worker.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.settings.HostEnvironment;
import org.chiptest.runtime.toolchain.SanitizerLibrary;

/**
 * Set how worker processes are started and how long they may take.
 *
 * @param shim            the compiled native shim
 * @param classPath       class path of the processes; empty: the runtime and the platforms that this JVM has loaded
 * @param javaOptions     options of the processes' JVM, behind the default ones
 * @param tensorBytes     size of the memory for argument tensors; it is sparse, only what is touched counts
 * @param startup         keeps what lets the processes start fast; empty: they start as they are
 * @param directory       folder in which each process gets a private folder for its log and scratch files
 * @param startDeadline   longest time from the start of a process until it takes requests
 * @param controlDeadline longest time that prepare, unregister, malloc, free and copies may take
 * @param runGrace        time that a run may take beyond its own deadline, for the device to report that it was missed
 * @param closeDeadline   longest time for a process to close its device and exit, before it is killed
 * @param sanitizer       library of the sanitizer that kernels and orchestrations are built with, if any
 */
public record WorkerSettings(Path shim, List<Path> classPath, List<String> javaOptions, long tensorBytes,
        Optional<StartupCache> startup, Path directory, Duration startDeadline, Duration controlDeadline,
        Duration runGrace, Duration closeDeadline, Optional<SanitizerLibrary> sanitizer) {

    /** Default size of the memory for argument tensors. */
    public static final long DEFAULT_TENSOR_BYTES = 16L << 30;

    public WorkerSettings {
        classPath = List.copyOf(classPath);
        javaOptions = List.copyOf(javaOptions);
        requirePositive("start deadline", startDeadline);
        requirePositive("control deadline", controlDeadline);
        requirePositive("run grace", runGrace);
        requirePositive("close deadline", closeDeadline);
        if (tensorBytes < 1 || tensorBytes > 1L << 47) {
            throw new IllegalArgumentException(
                    "the tensor memory has " + tensorBytes + " bytes; 1 to 2^47 are possible");
        }
    }

    /** Return the default settings with this shim. */
    public static WorkerSettings withShim(Path shim) {
        return new WorkerSettings(shim, List.of(), List.of(), DEFAULT_TENSOR_BYTES,
                Optional.empty(), HostEnvironment.current().temporaryFolder(), Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5), Duration.ofSeconds(10), Optional.empty());
    }

    public WorkerSettings withClassPath(List<Path> classPath) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withJavaOptions(List<String> javaOptions) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withTensorBytes(long tensorBytes) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withStartup(Optional<StartupCache> startup) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withDirectory(Path directory) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withStartDeadline(Duration startDeadline) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withControlDeadline(Duration controlDeadline) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withRunGrace(Duration runGrace) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withCloseDeadline(Duration closeDeadline) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline,
                runGrace, closeDeadline, sanitizer);
    }

    public WorkerSettings withSanitizer(SanitizerLibrary library) {
        return new WorkerSettings(shim, classPath, javaOptions, tensorBytes, startup, directory, startDeadline,
                controlDeadline, runGrace, closeDeadline, Optional.of(library));
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the " + what + " is " + time + "; it must be longer than nothing");
        }
    }
}

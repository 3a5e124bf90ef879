package org.chiptest.runtime.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.process.WorkerDeadlines.Phase;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Set how worker processes are started and how long they may take. Immutable; the {@code with} methods return changed copies.
 */
public final class WorkerSettings {

    /** Default size of the memory for argument tensors. */
    public static final long DEFAULT_TENSOR_BYTES = 16L << 30;

    /** Default size of the memory that captured runs are recorded in: room for about two million kernel calls. */
    public static final long DEFAULT_RECORD_BYTES = RecordMemory.STANDARD_BYTES;

    /** Least size of that memory. */
    public static final long LEAST_RECORD_BYTES = 1L << 20;

    private static final long MOST_TENSOR_BYTES = 1L << 47;

    private final Path shim;
    private final Path directory;
    private final long tensorBytes;
    private final long recordBytes;
    private final Launch launch;
    private final WorkerDeadlines deadlines;

    /** How the JVM of a process is started. */
    private record Launch(List<Path> classPath, List<String> javaOptions, Optional<StartupCache> startup,
            Optional<Sanitizer.Library> sanitizer, Optional<String> platform) {

        private static final Launch PLAIN = new Launch(List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty());

        private Launch {
            classPath = List.copyOf(classPath);
            javaOptions = List.copyOf(javaOptions);
        }
    }

    private WorkerSettings(Path shim, Path directory, long tensorBytes, long recordBytes, Launch launch,
            WorkerDeadlines deadlines) {
        if (tensorBytes < 1 || tensorBytes > MOST_TENSOR_BYTES) {
            throw new IllegalArgumentException(
                    "the tensor memory has " + tensorBytes + " bytes; 1 to 2^47 are possible");
        }
        if (recordBytes < LEAST_RECORD_BYTES || recordBytes > MOST_TENSOR_BYTES) {
            throw new IllegalArgumentException(
                    "the memory of records has " + recordBytes + " bytes; 2^20 to 2^47 are possible");
        }
        this.shim = shim;
        this.directory = directory;
        this.tensorBytes = tensorBytes;
        this.recordBytes = recordBytes;
        this.launch = launch;
        this.deadlines = deadlines;
    }

    /** Return the default settings with this shim. */
    public static WorkerSettings withShim(Path shim) {
        return new WorkerSettings(shim, HostEnvironment.current().temporaryFolder(), DEFAULT_TENSOR_BYTES,
                DEFAULT_RECORD_BYTES, Launch.PLAIN,
                WorkerDeadlines.standard());
    }

    /** Return the compiled native shim. */
    public Path shim() {
        return shim;
    }

    /** Return the folder in which each process gets a private folder for its log and scratch files. */
    public Path directory() {
        return directory;
    }

    /** Return the size of the memory for argument tensors; it is sparse, only what is touched counts. */
    public long tensorBytes() {
        return tensorBytes;
    }

    /** Return the class path of the processes; empty: the runtime and the platforms that this JVM has loaded. */
    public List<Path> classPath() {
        return launch.classPath();
    }

    /** Return the options of the processes' JVM, behind the default ones. */
    public List<String> javaOptions() {
        return launch.javaOptions();
    }

    /** Return what lets the processes start fast; empty: they start as they are. */
    public Optional<StartupCache> startup() {
        return launch.startup();
    }

    /** Return the library of the sanitizer that kernels and orchestrations are built with, if any. */
    public Optional<Sanitizer.Library> sanitizer() {
        return launch.sanitizer();
    }

    /** Return what the processes are told of their platform, if they do not know it by its name. */
    public Optional<String> platformDescription() {
        return launch.platform();
    }

    /** Return the longest time from the start of a process until it takes requests. */
    public Duration startDeadline() {
        return deadlines.of(Phase.START);
    }

    /** Return the size of the memory that captured runs are recorded in; only what is recorded counts. */
    public long recordBytes() {
        return recordBytes;
    }

    /** Return the longest time that prepare, unregister, malloc, free and copies may take. */
    public Duration controlDeadline() {
        return deadlines.of(Phase.CONTROL);
    }

    /** Return the time that a run may take beyond its own deadline, for the device to report that it was missed. */
    public Duration runGrace() {
        return deadlines.of(Phase.RUN);
    }

    /** Return the longest time for a process to close its device and exit, before it is killed. */
    public Duration closeDeadline() {
        return deadlines.of(Phase.CLOSE);
    }

    /** Return the same with another {@link #directory()}. */
    public WorkerSettings withDirectory(Path directory) {
        return new WorkerSettings(shim, directory, tensorBytes, recordBytes, launch, deadlines);
    }

    /** Return the same with another {@link #tensorBytes()}. */
    public WorkerSettings withTensorBytes(long tensorBytes) {
        return new WorkerSettings(shim, directory, tensorBytes, recordBytes, launch, deadlines);
    }

    /** Return the same with another {@link #recordBytes()}. */
    public WorkerSettings withRecordBytes(long recordBytes) {
        return new WorkerSettings(shim, directory, tensorBytes, recordBytes, launch, deadlines);
    }

    /** Return the same with another {@link #classPath()}. */
    public WorkerSettings withClassPath(List<Path> classPath) {
        return with(new Launch(classPath, launch.javaOptions(), launch.startup(), launch.sanitizer(),
                launch.platform()));
    }

    /** Return the same with another {@link #javaOptions()}. */
    public WorkerSettings withJavaOptions(List<String> javaOptions) {
        return with(new Launch(launch.classPath(), javaOptions, launch.startup(), launch.sanitizer(),
                launch.platform()));
    }

    /** Return the same with another {@link #startup()}. */
    public WorkerSettings withStartup(Optional<StartupCache> startup) {
        return with(new Launch(launch.classPath(), launch.javaOptions(), startup, launch.sanitizer(),
                launch.platform()));
    }

    /** Return the same with another {@link #sanitizer()}. */
    public WorkerSettings withSanitizer(Sanitizer.Library sanitizer) {
        return with(new Launch(launch.classPath(), launch.javaOptions(), launch.startup(), Optional.of(sanitizer),
                launch.platform()));
    }

    /**
     * Tell the processes what their devices are, instead of having them look for their platform by its name.
     *
     * @param description what {@link org.chiptest.runtime.platform.Platform#description} says; if it is empty, they look for it
     */
    public WorkerSettings withPlatformDescription(String description) {
        return with(new Launch(launch.classPath(), launch.javaOptions(), launch.startup(), launch.sanitizer(),
                Optional.of(description).filter(text -> !text.isEmpty())));
    }

    /** Return the same with another {@link #startDeadline()}. */
    public WorkerSettings withStartDeadline(Duration startDeadline) {
        return withDeadlines(deadlines.with(Phase.START, startDeadline));
    }

    /** Return the same with another {@link #controlDeadline()}. */
    public WorkerSettings withControlDeadline(Duration controlDeadline) {
        return withDeadlines(deadlines.with(Phase.CONTROL, controlDeadline));
    }

    /** Return the same with another {@link #runGrace()}. */
    public WorkerSettings withRunGrace(Duration runGrace) {
        return withDeadlines(deadlines.with(Phase.RUN, runGrace));
    }

    /** Return the same with another {@link #closeDeadline()}. */
    public WorkerSettings withCloseDeadline(Duration closeDeadline) {
        return withDeadlines(deadlines.with(Phase.CLOSE, closeDeadline));
    }

    /** Return settings in which everything may take longer by a factor. */
    public WorkerSettings morePatient(int factor) {
        return withDeadlines(deadlines.multipliedBy(factor));
    }

    private WorkerSettings with(Launch changed) {
        return new WorkerSettings(shim, directory, tensorBytes, recordBytes, changed, deadlines);
    }

    private WorkerSettings withDeadlines(WorkerDeadlines changed) {
        return new WorkerSettings(shim, directory, tensorBytes, recordBytes, launch, changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorkerSettings that && shim.equals(that.shim) && directory.equals(that.directory)
                && tensorBytes == that.tensorBytes && recordBytes == that.recordBytes && launch.equals(that.launch)
                && deadlines.equals(that.deadlines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shim, directory, tensorBytes, recordBytes, launch, deadlines);
    }

    @Override
    public String toString() {
        return "WorkerSettings[shim=" + shim + ", directory=" + directory + ", tensorBytes=" + tensorBytes
                + ", recordBytes="
                + recordBytes + ", "
                + launch + ", " + deadlines + "]";
    }
}

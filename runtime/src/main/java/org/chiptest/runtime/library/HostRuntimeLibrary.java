package org.chiptest.runtime.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.ChildClassPath;
import org.chiptest.runtime.internal.process.launch.ClassFolder;
import org.chiptest.runtime.internal.process.parent.WorkerCommand;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileRequest.HostRuntime.Part;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/**
 * Write the simulations as libraries with the C interface of a device runtime, so that a program which loads such a runtime can load them.
 *
 * <pre>
 * FOLDER/
 *   libchiptest_host_runtime.so       the runtime; the variable CHIPTEST_VARIANT names the variant, such as a2a3/sim/host_build_graph
 *   a2a3/sim/host_build_graph/        a variant, laid out as programs expect a build of a runtime
 *     libhost_runtime.so              the same library, which finds its variant by where it lies
 *     libaicpu_kernel.so ...          files that programs hand to a runtime; this one needs nothing of them
 *     worker.command                  how its worker process is started
 *   libsimpler_log.so ...             what programs open before a runtime
 *   lib/                              jars and the native part of the worker process
 *   java-home                         the JDK that wrote this; JAVA_HOME and a JDK in the folder jdk come before it
 * </pre>
 */
public final class HostRuntimeLibrary {

    /** Name of the library at the top of the folder. */
    public static final String LIBRARY = "libchiptest_host_runtime.so";

    private static final String HOME = "{home}";
    /** Standard output is that of a program, which does not expect the words of a JVM there. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable",
            "-Xlog:all=warning:stderr");
    private static final List<String> OPENED_BEFORE = List.of("libsimpler_log.so", "libcpu_sim_context.so");
    private static final List<String> HANDED_OVER = List.of("libaicpu_kernel.so", "libaicore_kernel.so");

    private final Path folder;

    private HostRuntimeLibrary(Path folder) {
        this.folder = folder;
    }

    /** Write into the folder that the first word names. */
    public static void main(String[] words) {
        if (words.length != 1) {
            System.err.println(
                    "One word is needed: the folder to write the runtime's library into, with all that it needs.");
            System.exit(2);
        }
        HostEnvironment host = HostEnvironment.current();
        try (Toolchain toolchain = Toolchain.open(ToolchainSettings.parse(host::property, host.variables()))) {
            write(Path.of(words[0]), toolchain).forEach(System.out::println);
        }
    }

    /**
     * Write everything into a folder, which is created if it is missing; what is there is replaced, also while it is in use.
     *
     * @return the library of each variant
     * @throws UncheckedIOException if it cannot be written
     */
    public static List<Path> write(Path folder, Toolchain toolchain) {
        try {
            return new HostRuntimeLibrary(Files.createDirectories(folder).toAbsolutePath()).write(toolchain);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the runtime's library into " + folder
                    + "; free the folder, or choose another one", e);
        }
    }

    private List<Path> write(Toolchain toolchain) throws IOException {
        byte[] library = compile(toolchain, new CompileRequest.HostRuntime(Part.RUNTIME));
        byte[] log = compile(toolchain, new CompileRequest.HostRuntime(Part.LOG));
        Files.createDirectories(folder.resolve("lib"));
        put("lib/shim.so", compile(toolchain, new CompileRequest.Shim()));
        put("java-home", (HostEnvironment.current().javaHome() + "\n").getBytes(StandardCharsets.UTF_8));
        for (String name : OPENED_BEFORE) {
            put(name, log);
        }
        put(LIBRARY, library);
        return writeVariants(library, writeClasses());
    }

    private List<Path> writeVariants(byte[] library, List<Path> classPath) throws IOException {
        List<Path> written = new ArrayList<>();
        for (Platform platform : Platforms.load(HostRuntimeLibrary.class.getClassLoader()).all()) {
            if (platform.capabilities().byDefault()) {
                for (RuntimeKind runtime : platform.runtimes()) {
                    written.add(writeVariant(platform, runtime, library, classPath));
                }
            }
        }
        return List.copyOf(written);
    }

    private Path writeVariant(Platform platform, RuntimeKind runtime, byte[] library, List<Path> classPath)
            throws IOException {
        String variant = place(platform) + "/" + runtime.id() + "/";
        Files.createDirectories(folder.resolve(variant));
        for (String name : HANDED_OVER) {
            put(variant + name, "chiptest simulates without this file\n".getBytes(StandardCharsets.UTF_8));
        }
        put(variant + "worker.command", command(platform.name(), runtime, classPath).getBytes(StandardCharsets.UTF_8));
        return put(variant + "libhost_runtime.so", library);
    }

    /** Return the folder in which programs look for a simulation of its architecture; platforms of others have one of their name. */
    private static String place(Platform platform) {
        String architecture = platform.architecture().name();
        return platform.name().equals(architecture + "sim") ? architecture + "/sim" : platform.name();
    }

    /** The library puts values in place of what stands in braces. A line is a word, also an empty one. */
    private String command(String platform, RuntimeKind runtime, List<Path> classPath) {
        Path shim = Path.of(HOME, "lib", "shim.so");
        ChildProgram program = DeviceProcess.forChipWorker(platform, runtime, WorkerSettings.withShim(shim),
                new StartupCache.Launch(classPath, List.of()));
        List<String> arguments = new ArrayList<>(
                List.of("{parent}", "{control}", "{segments}", shim.toString(), "{scratch}"));
        arguments.addAll(program.words());
        return String.join("\n",
                WorkerCommand.of("{java}", "{folder}/hs_err_%p.log", JVM_OPTIONS, program, arguments)) + "\n";
    }

    private List<Path> writeClasses() throws IOException {
        List<Path> written = new ArrayList<>();
        for (Path origin : ChildClassPath.ofDevices(List.of())) {
            Path jar = Path.of("lib", "chiptest-" + written.size() + ".jar");
            if (Files.isDirectory(origin)) {
                ClassFolder.read(origin).writeJar(folder.resolve(jar), unfinished(jar));
            } else {
                put(jar.toString(), Files.readAllBytes(origin));
            }
            written.add(Path.of(HOME).resolve(jar));
        }
        return written;
    }

    private static byte[] compile(Toolchain toolchain, CompileRequest request) {
        return toolchain.compile(request).join().toByteArray();
    }

    /** A file that a process has open stays what it is: another one takes its place. */
    private Path put(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        return Files.move(Files.write(unfinished(Path.of(name)), content), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path unfinished(Path name) {
        return folder.resolve(name + ".unfinished");
    }
}

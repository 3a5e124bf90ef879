package org.chiptest.runtime.internal.toolchain;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.SourceFile;
import org.jspecify.annotations.Nullable;

/** The C++ headers, the framework file and the shim that ship as resources, put on disk for the compiler. */
final class ShippedSources {

    private static final String INCLUDE = "/org/chiptest/include/";
    private static final String SHIM = "/org/chiptest/shim/";
    private static final String LIBRARY = "/org/chiptest/library/";

    private final Function<String, @Nullable InputStream> resources;
    private final ContentTrees trees;
    private @Nullable Path include;
    private @Nullable Path shim;
    private @Nullable Path library;

    /**
     * Read resources by absolute name.
     *
     * @param resources returns nothing for an unknown name
     */
    public ShippedSources(Function<String, @Nullable InputStream> resources, ContentTrees trees) {
        this.resources = resources;
        this.trees = trees;
    }

    /** Return all headers by their names below the folder of headers. */
    static SortedMap<String, byte[]> headers(Function<String, @Nullable InputStream> resources) throws IOException {
        return listed(resources, INCLUDE, "");
    }

    /** Return the folders below that of headers that a kernel searches, in order, without those of the chip. */
    static List<String> kernelFolders(RuntimeKind runtime) {
        return List.of("kernel", runtime.shortName() + "/runtime", runtime.shortName() + "/common", "task_interface",
                "platform", "shared");
    }

    /** Return the folders that a kernel searches, in order. */
    List<IncludeRoots.Root> forKernels(RuntimeKind runtime, String architecture, CompileTarget target)
            throws IOException {
        List<IncludeRoots.Root> roots = new ArrayList<>();
        add(roots, "kernel", "kernel");
        addShared(roots, runtime, architecture, target);
        return roots;
    }

    /** Return the folders that an orchestration searches before those of its author. */
    List<IncludeRoots.Root> forOrchestrations(RuntimeKind runtime, String architecture, CompileTarget target)
            throws IOException {
        List<IncludeRoots.Root> roots = new ArrayList<>();
        addShared(roots, runtime, architecture, target);
        return roots;
    }

    /** Return the folder of the orchestration interface, which comes last. */
    IncludeRoots.Root orchestrationInterface(RuntimeKind runtime) throws IOException {
        return new IncludeRoots.Root("orchestration", include().resolve(runtime.shortName()).resolve("orchestration"));
    }

    /** Return the sources that become part of every orchestration of a runtime, sorted by name. */
    List<SourceFile> frameworkSources(RuntimeKind runtime) throws IOException {
        Path folder = orchestrationInterface(runtime).folder();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".cpp")).sorted()
                    .map(file -> new SourceFile("<chiptest>/" + file.getFileName(), file)).toList();
        }
    }

    /** Return the shim's source, with the parts that it includes beside it in {@link CompileRequest.Shim#FOLDER}. */
    synchronized SourceFile shim() throws IOException {
        if (shim == null || !Files.isDirectory(shim)) {
            shim = trees.materialise(listed(resources, SHIM, CompileRequest.Shim.FOLDER + "/"));
        }
        return new SourceFile("<chiptest>/shim.cpp", shim.resolve(CompileRequest.Shim.FOLDER).resolve("shim.cpp"));
    }

    /** Return the source of a part of the runtime as a library, with what it includes beside it. */
    synchronized SourceFile hostRuntime(CompileRequest.HostRuntime.Part part) throws IOException {
        if (library == null || !Files.isDirectory(library)) {
            library = trees.materialise(listed(resources, LIBRARY, CompileRequest.HostRuntime.FOLDER + "/"));
        }
        return new SourceFile("<chiptest>/" + part.source(),
                library.resolve(CompileRequest.HostRuntime.FOLDER).resolve(part.source()));
    }

    private void addShared(List<IncludeRoots.Root> roots, RuntimeKind runtime, String architecture,
            CompileTarget target) throws IOException {
        add(roots, "runtime", runtime.shortName() + "/runtime");
        add(roots, "common", runtime.shortName() + "/common");
        add(roots, "task_interface", "task_interface");
        add(roots, "platform", "platform");
        addChip(roots, architecture, target);
        add(roots, "shared", "shared");
    }

    private void addChip(List<IncludeRoots.Root> roots, String architecture, CompileTarget target)
            throws IOException {
        for (int i = 0; i < target.headers().size(); i++) {
            roots.add(new IncludeRoots.Root("chip" + i, target.headers().get(i).toAbsolutePath()));
        }
        if (target.headers().isEmpty()) {
            if (!Files.isDirectory(include().resolve("arch").resolve(architecture))) {
                throw new UnknownArchitectureException("No headers for the architecture '" + architecture
                        + "'; known: " + architectures() + "; a platform's compile targets can bring their own");
            }
            add(roots, "arch", "arch/" + architecture);
        }
    }

    private void add(List<IncludeRoots.Root> roots, String label, String folder) throws IOException {
        roots.add(new IncludeRoots.Root(label, include().resolve(folder)));
    }

    private String architectures() throws IOException {
        try (var folders = Files.list(include().resolve("arch"))) {
            return String.join(", ", folders.map(folder -> folder.getFileName().toString()).sorted().toList());
        }
    }

    private synchronized Path include() throws IOException {
        if (include == null || !Files.isDirectory(include)) {
            include = trees.materialise(headers(resources));
        }
        return include;
    }

    /** Read the files that the index of a folder names, since a folder inside a jar cannot be listed, under names with a prefix. */
    private static SortedMap<String, byte[]> listed(Function<String, @Nullable InputStream> resources, String folder,
            String prefix) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : new String(read(resources, folder + "INDEX"), StandardCharsets.UTF_8).lines().toList()) {
            if (!name.isBlank()) {
                files.put(prefix + name.strip(), read(resources, folder + name.strip()));
            }
        }
        return files;
    }

    private static byte[] read(Function<String, @Nullable InputStream> resources, String name) throws IOException {
        try (InputStream in = resources.apply(name)) {
            if (in == null) {
                throw new FileNotFoundException("The resource " + name + " is missing from the runtime's jar");
            }
            return in.readAllBytes();
        }
    }
}

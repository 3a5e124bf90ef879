package org.chiptest.runtime.include;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The shipped headers on disk, and the folders that their README tells a compile to search. */
record ShippedHeaders(Path folder, List<String> names) {

    static final String RESOURCES = "/org/chiptest/include/";

    /** Write the headers that the index names into a folder. */
    static ShippedHeaders unpack(Path folder) throws IOException {
        List<String> names = new String(resource("INDEX"), StandardCharsets.UTF_8).lines().toList();
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, resource(name));
        }
        return new ShippedHeaders(folder, names);
    }

    /** Return the options that a kernel is compiled with, without those for its core. */
    List<String> kernelOptions(String runtime, String arch) {
        List<String> options = new ArrayList<>(
                List.of("-std=c++23", "-fpermissive", "-D__CPU_SIM", "-DPTO_CPU_MAX_THREADS=1", "-DNDEBUG"));
        options.add(search("kernel"));
        options.addAll(shared(runtime, arch));
        return options;
    }

    /** Return the options that an orchestration is compiled with. */
    List<String> orchestrationOptions(String runtime, String arch) {
        List<String> options = new ArrayList<>(List.of("-std=c++17"));
        options.addAll(shared(runtime, arch));
        options.add(search(runtime + "/orchestration"));
        return options;
    }

    /** Return the sources that are compiled into every orchestration of a runtime. */
    List<String> frameworkSources(String runtime) {
        return names.stream().filter(name -> name.startsWith(runtime + "/orchestration/") && name.endsWith(".cpp"))
                .map(name -> folder.resolve(name).toString()).toList();
    }

    private List<String> shared(String runtime, String arch) {
        List<String> options = new ArrayList<>(List.of(search(runtime + "/runtime")));
        if (runtime.equals("trb")) {
            options.add(search("trb/common"));
        }
        options.addAll(List.of(search("task_interface"), search("platform"), search("arch/" + arch), search("shared")));
        return options;
    }

    private String search(String name) {
        return "-I" + folder.resolve(name);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ShippedHeaders.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new FileNotFoundException("the index names " + name + ", which is not there");
            }
            return in.readAllBytes();
        }
    }
}

package org.chiptest.runtime.internal.hierarchy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.process.WorkerSettings;

/**
 * What the process of a next-level worker is told on its command line.
 *
 * @param parentLevel level of the worker that has started it
 * @param factory     makes its worker
 * @param graphs      what it can run, by callable id
 * @param offset      where its part of the parent's memory begins
 * @param bytes       size of that part
 * @param settings    how its own children are started; shim and directory are its own
 */
public record HostProcessWords(int parentLevel, String factory, Map<Integer, String> graphs, long offset, long bytes,
        WorkerSettings settings) {

    /** Copy the map. */
    public HostProcessWords {
        graphs = Map.copyOf(graphs);
    }

    public List<String> write() {
        List<String> words = new ArrayList<>(List.of("parent-level=" + parentLevel, "factory=" + factory,
                "offset=" + offset, "bytes=" + bytes, "start=" + settings.startDeadline(),
                "control=" + settings.controlDeadline(), "grace=" + settings.runGrace(),
                "close=" + settings.closeDeadline()));
        new TreeMap<>(graphs).forEach((cid, name) -> words.add("graph=" + cid + ":" + name));
        settings.classPath().forEach(entry -> words.add("class-path=" + entry.toAbsolutePath()));
        settings.javaOptions().forEach(option -> words.add("java-option=" + option));
        return words;
    }

    /**
     * Read what was written.
     *
     * @param shim      the shim of this process
     * @param directory where the private folders of its children go
     */
    public static HostProcessWords read(List<String> words, Path shim, Path directory) {
        Map<String, List<String>> all = words.stream().map(word -> word.split("=", 2))
                .collect(Collectors.groupingBy(pair -> pair[0],
                        Collectors.mapping(pair -> pair[1], Collectors.toList())));
        WorkerSettings settings = WorkerSettings.withShim(shim).withDirectory(directory)
                .withStartDeadline(Duration.parse(one(all, "start")))
                .withControlDeadline(Duration.parse(one(all, "control")))
                .withRunGrace(Duration.parse(one(all, "grace"))).withCloseDeadline(Duration.parse(one(all, "close")))
                .withClassPath(all.getOrDefault("class-path", List.of()).stream().map(Path::of).toList())
                .withJavaOptions(all.getOrDefault("java-option", List.of()));
        Map<Integer, String> graphs = all.getOrDefault("graph", List.of()).stream().map(word -> word.split(":", 2))
                .collect(Collectors.toMap(pair -> Integer.parseInt(pair[0]), pair -> pair[1]));
        return new HostProcessWords(Integer.parseInt(one(all, "parent-level")), one(all, "factory"), graphs,
                Long.parseLong(one(all, "offset")), Long.parseLong(one(all, "bytes")), settings);
    }

    private static String one(Map<String, List<String>> all, String key) {
        List<String> values = all.getOrDefault(key, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException("the process of a next-level worker is told " + key
                    + " once, found " + values + "; it is started by its worker, not by hand");
        }
        return values.getFirst();
    }
}

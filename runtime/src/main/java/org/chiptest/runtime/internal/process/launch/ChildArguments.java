package org.chiptest.runtime.internal.process.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every child process is told on its command line.
 *
 * @param parent   process id of the parent
 * @param control  the parent's descriptor of the control segment
 * @param segments the parent's descriptors of the other shared segments, by segment number
 * @param shim     the compiled native shim
 * @param scratch  private folder for short-lived files
 * @param words    what its program is told
 */
public record ChildArguments(long parent, int control, Map<Integer, Integer> segments, Path shim, Path scratch,
        List<String> words) {

    private static final int COUNT = 5;

    public ChildArguments {
        segments = Map.copyOf(segments);
        words = List.copyOf(words);
    }

    public List<String> toList() {
        String numbers = new TreeMap<>(segments).entrySet().stream()
                .map(segment -> segment.getKey() + "=" + segment.getValue()).collect(Collectors.joining(","));
        List<String> list = new ArrayList<>(List.of(Long.toString(parent), Integer.toString(control), numbers,
                shim.toString(), scratch.toString()));
        list.addAll(words);
        return list;
    }

    public static ChildArguments parse(List<String> list) {
        if (list.size() < COUNT) {
            throw new IllegalArgumentException("a child process takes at least " + COUNT + " arguments, found " + list
                    + "; it is started by its worker, not by hand");
        }
        Map<Integer, Integer> segments = Stream.of(list.get(2).split(",")).map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> Integer.parseInt(pair[0]), pair -> Integer.parseInt(pair[1])));
        return new ChildArguments(Long.parseLong(list.get(0)), Integer.parseInt(list.get(1)), segments,
                Path.of(list.get(3)), Path.of(list.get(4)), list.subList(COUNT, list.size()));
    }
}

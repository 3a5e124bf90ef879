package org.chiptest.runtime.internal.process.child;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.process.SubTask;

/** The main program of a sub worker's process. */
public final class SubProcess {

    private SubProcess() {}

    /** Describe the program that runs these tasks, by callable id; it finds what the class path of this process has. */
    public static ChildProgram program(Map<Integer, SubTask> tasks) {
        return ChildProgram.onThisClassPath(SubProcess.class, new TreeMap<>(tasks).entrySet().stream()
                .map(task -> task.getKey() + "=" + task.getValue().name()).toList());
    }

    /** Start by a worker, see {@link ChildMain}. */
    public static void main(String[] words) throws InterruptedException {
        Libc.adoptOrphans();
        ChildMain.run(words, child -> new SubHandler(parse(child.words()), child.references()));
    }

    private static Map<Integer, SubTask> parse(List<String> words) {
        return words.stream().map(word -> word.split("=", 2)).collect(Collectors.toMap(
                pair -> Integer.parseInt(pair[0]), pair -> SubTask.parse(pair[1])));
    }
}

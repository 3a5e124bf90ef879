package org.chiptest.runtime.internal.process.child;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.chiptest.runtime.internal.process.launch.ChildClassPath;
import org.chiptest.runtime.process.StartupCache;

/**
 * What differs between the processes that a worker starts.
 *
 * @param mainClass class whose {@code main} hands its words to {@link ChildMain#run}
 * @param classPath where the process finds it, and the runtime
 * @param options   options of its JVM, beyond those of every child
 * @param words     what the program is told, beyond what every child is told
 */
public record ChildProgram(String mainClass, List<Path> classPath, List<String> options, List<String> words) {

    public ChildProgram {
        classPath = List.copyOf(classPath);
        options = List.copyOf(options);
        words = List.copyOf(words);
    }

    /**
     * Start the program like another one: with its cache, which fits any class path that begins with the one that it was made for. Where
     * that has classes of its own, they come before those of this program.
     */
    public ChildProgram startedLike(StartupCache.Launch other) {
        if (other.options().isEmpty()) {
            return this; // there is no cache
        }
        Set<Path> all = new LinkedHashSet<>(other.classPath());
        all.addAll(classPath);
        return new ChildProgram(mainClass, List.copyOf(all), other.options(), words);
    }

    /** Describe a program that finds everything which this process finds; its class may be known to nobody else. */
    public static ChildProgram onThisClassPath(Class<?> main, List<String> words) {
        return new ChildProgram(main.getName(), ChildClassPath.ofThisProcess(), List.of(), words);
    }
}

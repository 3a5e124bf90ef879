package org.chiptest.runtime.internal.process.parent;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.launch.ChildClassPath;

/** The command that starts a worker process, whoever does that. */
public final class WorkerCommand {

    /**
     * A small JVM that starts fast, writes nothing into shared folders, and reports a crash before anybody gives it up. It has the memory for
     * its code from the start: user code can keep it from getting more, which would end it.
     */
    static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx512m",
            "-XX:TieredStopAtLevel=1", "-XX:InitialCodeCacheSize=32m", "-XX:-UsePerfData", "-XX:ErrorLogTimeout=10",
            "--enable-native-access=ALL-UNNAMED");

    private WorkerCommand() {}

    /**
     * Compose the command.
     *
     * @param java      the Java launcher
     * @param errorFile where the JVM reports its crash, as its option wants it
     * @param options   options of the JVM beyond those of every worker and of its program
     * @param arguments what {@link org.chiptest.runtime.internal.process.launch.ChildArguments} says
     */
    public static List<String> of(String java, String errorFile, List<String> options, ChildProgram program,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(JVM_OPTIONS);
        command.add("-XX:ErrorFile=" + errorFile);
        command.addAll(options);
        command.addAll(program.options());
        command.addAll(List.of("-cp", ChildClassPath.join(program.classPath()), program.mainClass()));
        command.addAll(arguments);
        return command;
    }
}

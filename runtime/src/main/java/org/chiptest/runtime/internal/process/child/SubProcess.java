package org.chiptest.runtime.internal.process.child;

import java.util.List;

import org.chiptest.runtime.internal.linker.Libc;

/** The main program of a sub worker's process. */
public final class SubProcess {

    private SubProcess() {}

    /** Describe the program that runs the tasks which it is told; it finds what the class path of this process has. */
    public static ChildProgram program() {
        return ChildProgram.onThisClassPath(SubProcess.class, List.of());
    }

    /** Start by a worker, see {@link ChildMain}. */
    public static void main(String[] words) throws InterruptedException {
        Libc.adoptOrphans();
        ChildMain.run(words, SubHandler::new);
    }
}

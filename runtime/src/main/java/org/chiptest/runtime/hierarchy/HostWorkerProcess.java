package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.internal.hierarchy.HostProcessWords;
import org.chiptest.runtime.internal.process.child.ChildMain;
import org.chiptest.runtime.internal.process.child.ChildProgram;

/** The main program of a next-level worker's process. */
final class HostWorkerProcess {

    private HostWorkerProcess() {}

    /** Describe the program; it finds what the class path of this process has. */
    static ChildProgram program(HostProcessWords words) {
        return ChildProgram.onThisClassPath(HostWorkerProcess.class, words.write());
    }

    /** Start by a worker, see {@link ChildMain}. */
    public static void main(String[] words) throws InterruptedException {
        ChildMain.run(words, HostWorkerProcess::handler);
    }

    private static HostWorkerHandler handler(ChildMain child) {
        HostProcessWords words = HostProcessWords.read(child.words(), child.shim(), child.scratch());
        return new HostWorkerHandler(words, child.partOfMemory(words.offset(), words.bytes()));
    }
}

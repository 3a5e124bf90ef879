package org.chiptest.runtime.worker.process;

import java.io.IOException;

/** End this process when its parent dies, which closes the pipe that is our standard input. */
final class ParentWatch {

    /** Exit code of a process that has lost its parent; nobody is left to see it. */
    private static final int ORPHANED = 70;

    private ParentWatch() {}

    static void start(DeviceProcessArguments arguments) {
        Thread.ofPlatform().daemon().name("chiptest-parent-watch").start(ParentWatch::watch);
        if (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) != arguments.parent()) {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // the parent never writes
            }
        } catch (IOException e) {
            System.err.println("the pipe to the parent process broke: " + e);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}

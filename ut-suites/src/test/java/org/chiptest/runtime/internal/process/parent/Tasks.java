package org.chiptest.runtime.internal.process.parent;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.failure.HostileException;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.tensor.HostTensor;

/** Sub tasks, for processes of tests; the class is deliberately known to this package only. */
public final class Tasks {

    private static final ThreadLocal<String> MARK = new ThreadLocal<>();

    private static int calls;

    private Tasks() {}

    /** Tensor 0 becomes tensor 1 times scalar 0 (a float) plus scalar 1 (an int). */
    static void scale(SubArgs args) {
        HostTensor target = args.tensor(0);
        HostTensor source = args.tensor(1);
        target.fill(i -> source.get(i) * args.floatScalar(0) + args.intScalar(1));
    }

    /** Tensor 0 is told about the arguments and the process. */
    static void describe(SubArgs args) {
        HostTensor out = args.tensor(0);
        out.setLong(0, ProcessHandle.current().pid());
        out.setLong(1, ++calls);
        out.setLong(2, args.tensorCount());
        out.setLong(3, args.scalarCount());
        out.setLong(4, args.tensor(args.tensorCount() - 1).shape().size());
        out.setLong(5, args.tag(0) == TensorArgType.INPUT ? 1 : 0);
        out.setLong(6, args.scalarCount() > 0 ? args.scalar(0) : -1);
        out.setLong(7, args.scalarCount() > 1 ? (long) args.doubleScalar(1) : -1);
    }

    static void nothing(SubArgs args) {
        if (args.tensorCount() + args.scalarCount() != 0) {
            throw new IllegalArgumentException("something");
        }
    }

    static void fail(SubArgs args) {
        throw new IllegalStateException("golden differs at " + args.scalar(0));
    }

    static void readChipMemory(SubArgs args) {
        args.tensor(0).set(0, 1);
    }

    static void hang(SubArgs args) {
        while (true) {
            LockSupport.park(args);
        }
    }

    static void exit(SubArgs args) {
        System.out.println("leaving");
        Runtime.getRuntime().exit((int) args.scalar(0));
    }

    /** Tensor 0 gets the id of a process that goes on. */
    static void leaveProcess(SubArgs args) throws IOException {
        args.tensor(0).setLong(0, new ProcessBuilder("setsid", "sleep", "1000").start().pid());
    }

    static void crash(SubArgs args) {
        NativeMemory.putInt(args.scalar(0), 1);
    }

    /** Throw an exception whose hostility is that of scalar 0. */
    @SuppressWarnings({"DoNotCallSuggester", "EnumOrdinal"})
    static void hostile(SubArgs args) {
        throw new HostileException(HostileException.Hostility.values()[args.intScalar(0)]);
    }

    @SuppressWarnings("DoNotCallSuggester")
    static void anonymous(SubArgs args) {
        throw new IllegalStateException("nameless " + args.scalarCount()) {};
    }

    /** Leave its thread and its JVM as nobody wants to find them. */
    static void leaveState(SubArgs args) {
        MARK.set("left by a task of " + args.tensorCount() + " tensors");
        Thread.currentThread().setContextClassLoader(null);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            throw new IllegalStateException("nobody asked this handler", failure);
        });
        Thread.currentThread().interrupt();
    }

    /** Fail if another task has left something. */
    static void findNothing(SubArgs args) {
        String found = (Thread.interrupted() ? "an interrupt, " : "") + (MARK.get() == null ? "" : "a thread local, ")
                + (Thread.currentThread().getContextClassLoader() == null ? "no class loader, " : "")
                + (Thread.getDefaultUncaughtExceptionHandler() == null ? "" : "a handler");
        if (!found.isEmpty()) {
            throw new IllegalStateException("found " + found + " with " + args.tensorCount() + " tensors");
        }
    }
}

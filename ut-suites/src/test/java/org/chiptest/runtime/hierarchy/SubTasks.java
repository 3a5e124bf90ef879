package org.chiptest.runtime.hierarchy;

import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;

/** What sub workers of tests run. */
final class SubTasks {

    private SubTasks() {}

    static SubTask named(String method) {
        return SubTask.of(SubTasks.class, method);
    }

    /** Element (scalar 0) of tensor 0 is counted up. */
    static void count(SubArgs args) {
        HostTensor counts = args.tensor(0);
        counts.setLong(args.scalar(0), counts.getLong(args.scalar(0)) + 1);
    }

    /** Element 0 of the last tensor becomes scalar 0 plus the first elements of all others. */
    static void sum(SubArgs args) {
        long sum = args.scalar(0);
        for (int i = 0; i < args.tensorCount() - 1; i++) {
            sum += args.tensor(i).getLong(0);
        }
        args.tensor(args.tensorCount() - 1).setLong(0, sum);
    }

    /** Tensor 0 is told about tensor 1 and the scalars. */
    static void describe(SubArgs args) {
        HostTensor out = args.tensor(0);
        HostTensor other = args.tensor(1);
        long next = 0;
        out.setLong(next++, args.tensorCount());
        out.setLong(next++, args.scalarCount());
        out.setLong(next++, other.dtype().size());
        out.setLong(next++, other.shape().size());
        out.setLong(next++, other.shape().getLast());
        out.setLong(next++, args.tag(1) == TensorArgType.INPUT ? 1 : 0);
        out.setLong(next++, args.scalar(0));
        out.setLong(next, (long) args.floatScalar(1));
    }

    static void nothing(SubArgs args) {
        if (args.tensorCount() + args.scalarCount() > 0) {
            throw new IllegalArgumentException("no arguments were expected");
        }
    }

    static void fail(SubArgs args) {
        throw new IllegalStateException("golden differs at " + args.scalar(0));
    }

    /** Fail as soon as element 0 of tensor 0 is not 0 any more. */
    static void failOnceOpen(SubArgs args) {
        while (args.tensor(0).getLong(0) == 0) {
            LockSupport.parkNanos(100_000);
        }
        throw new IllegalStateException("the gate was opened");
    }

    /** Element 0 of tensor 1 becomes that of tensor 0, as soon as element 0 of tensor 2 is not 0 any more; element 1 tells the beginning. */
    static void copyOnceOpen(SubArgs args) {
        HostTensor gate = args.tensor(2);
        gate.setLong(1, 1);
        while (gate.getLong(0) == 0) {
            LockSupport.parkNanos(100_000);
        }
        args.tensor(1).setLong(0, args.tensor(0).getLong(0));
    }

    /** Leave a thread behind that writes as long as it can. */
    static void writeOn(SubArgs args) {
        HostTensor tensor = args.tensor(0);
        tensor.setLong(0, 1);
        new Thread(() -> {
            try {
                while (true) {
                    tensor.setLong(0, 2);
                }
            } catch (IllegalStateException ended) {
                // the task is over
            }
        }).start();
    }

    static void pid(SubArgs args) {
        args.tensor(0).setLong(0, ProcessHandle.current().pid());
    }

    static void exit(SubArgs args) {
        Runtime.getRuntime().halt((int) args.scalar(0));
    }

    /** Tell that it has begun, and never return. */
    static void beginAndHang(SubArgs args) {
        args.tensor(0).setLong(0, 1);
        while (true) {
            LockSupport.park(args);
        }
    }
}

package org.chiptest.runtime.hierarchy;

import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.tensor.HostTensor;

/** A program with a worker of level 5: prints the processes below it, from the top down, and waits for its end. */
final class Level4Parent {

    private Level4Parent() {}

    public static void main(String[] args) {
        HostWorker host = new HostWorker(HostWorkerSpec.ofLevel(5, FakeWorkers.settings(Path.of(args[0]))));
        host.addWorker(Level4Programs.factory("withWorker"));
        RegisteredCallable pids = host.register(Level4Programs.graph("pidsBelow"));
        host.init();
        List<Long> found = pids(host, pids);
        System.out.println(found.get(0) + " " + found.get(1) + " " + found.get(2));
        System.out.flush();
        while (true) {
            LockSupport.park(host);
        }
    }

    /** Ask the workers of level 4 and 3 and the sub worker for their processes. */
    static List<Long> pids(HostWorker host, RegisteredCallable pidsBelow) {
        try (HostTensor four = host.allocate(DataType.INT64, 1);
                HostTensor three = host.allocate(DataType.INT64, 1);
                HostTensor sub = host.allocate(DataType.INT64, 1)) {
            host.run(orchestrator -> orchestrator.submitNextLevel(pidsBelow, new TaskArgs()
                    .tensor(four, OUTPUT_EXISTING).tensor(three, OUTPUT_EXISTING).tensor(sub, OUTPUT_EXISTING),
                    CallConfig.defaults()));
            return List.of(four.getLong(0), three.getLong(0), sub.getLong(0));
        }
    }
}

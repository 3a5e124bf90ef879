package org.chiptest.runtime.internal.process.parent;

import java.nio.file.Path;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;

/** A program that opens a device, prints the process id of its worker, and lets it run for ever. */
final class Parent {

    private Parent() {}

    public static void main(String[] args) {
        ChildDevice device = FakeWorkers.opener(FakeWorkers.settings(Path.of(args[0]))).open(0);
        device.prepare(0, FakeWorkers.callable(args[1]));
        System.out.println(device.pid());
        System.out.flush();
        if (args[1].equals("nothing")) {
            // leaves without closing anything
            return;
        }
        device.run(0, new TaskArgs(), CallConfig.defaults());
    }
}

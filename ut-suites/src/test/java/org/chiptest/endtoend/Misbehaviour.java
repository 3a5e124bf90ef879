package org.chiptest.endtoend;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;

/** What one run does wrong: in its orchestration, then in a kernel. */
record Misbehaviour(Fault orchestration, Fault kernel) {

    static final Misbehaviour NONE = new Misbehaviour(Fault.NONE, Fault.NONE);

    static Misbehaviour ofKernel(Fault fault) {
        return new Misbehaviour(Fault.NONE, fault);
    }

    static Misbehaviour ofOrchestration(Fault fault) {
        return new Misbehaviour(fault, Fault.NONE);
    }

    TaskArgs arguments(HostTensor counter) {
        return new TaskArgs().tensor(counter).scalar(orchestration.code()).scalar(kernel.code());
    }
}

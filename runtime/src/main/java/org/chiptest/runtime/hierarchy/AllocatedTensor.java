package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;

/** A tensor in a ring of the engine, as {@link Orchestrator#alloc} gives it out; it knows when its memory has gone back. */
final class AllocatedTensor implements TensorArgument {

    private final ContinuousTensor argument;
    private final Slab slab;

    AllocatedTensor(ContinuousTensor argument, Slab slab) {
        this.argument = argument;
        this.slab = slab;
    }

    @Override
    public ContinuousTensor argument() {
        return argument;
    }

    /** Whoever got the memory next has synchronized with who gave it back. Before that, its address is refused by the graph. */
    @Override
    public void requireLive() {
        if (argument.byteSize() > 0 && !slab.isHeld()) {
            throw new IllegalStateException("tensor " + this + " at 0x" + Long.toHexString(argument.data())
                    + " was given back: the scope or the run that it was allocated in has ended, and so have the tasks that"
                    + " used it; its memory belongs to somebody else now");
        }
    }

    @Override
    public String toString() {
        return argument.dtype() + argument.shape().toString();
    }
}

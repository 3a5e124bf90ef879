package org.chiptest.runtime.internal.hierarchy.graph;

import org.chiptest.runtime.internal.hierarchy.child.WorkerType;

/**
 * What a task runs, as far as its graph has to know it.
 *
 * @param cid  the callable id by which its children know it
 * @param name the name of the function
 * @param type the children that can run it
 * @param chip whether these are chips, which take so many arguments and no more
 */
public record TaskCallable(int cid, String name, WorkerType type, boolean chip) {

    /** Name it, for messages. */
    @Override
    public String toString() {
        return name + ", cid " + cid;
    }
}

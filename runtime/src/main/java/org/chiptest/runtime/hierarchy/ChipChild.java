package org.chiptest.runtime.hierarchy;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.callable.ChipCallable;

/** A child that is a chip: it also prepares callables and has memory of its own. */
interface ChipChild extends ChildWorker {

    /** Prepare a registered callable before it is first run. */
    void prepare(int cid, ChipCallable callable);

    /** Allocate device memory and return its address in the child's address space. */
    long malloc(long bytes);

    /** Free device memory. */
    void free(long pointer);

    /** Copy host memory to device memory. */
    void copyTo(long pointer, MemorySegment host);

    /** Copy device memory to host memory. */
    void copyFrom(MemorySegment host, long pointer);
}

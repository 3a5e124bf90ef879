package org.chiptest.runtime.internal.callable;

import java.lang.foreign.MemorySegment;

/** Decide where the function of an uploaded kernel is: what differs between kinds of devices. */
public interface KernelResolution {

    /** Return the address that the first byte of the copy has for whoever runs the kernels. */
    long base(MemorySegment copy);

    /** Find the address of a kernel's function, which the upload writes into the copy. */
    long functionAddress(PlacedKernel kernel);
}

package org.chiptest.runtime.internal.hierarchy.graph;

/**
 * Name a tensor to the {@link TensorProducers}: its address, and whose address that is.
 *
 * @param worker {@link #HOST}, or the next-level worker that the memory belongs to
 */
public record TensorKey(long address, int worker) {

    static final int HOST = -1;

    public static TensorKey host(long address) {
        return new TensorKey(address, HOST);
    }
}

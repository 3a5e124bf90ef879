package org.chiptest.runtime.hierarchy;

/**
 * Name a tensor to the {@link TensorMap}: its address, and whose address that is.
 *
 * @param worker {@link #HOST}, or the next-level worker that the memory belongs to
 */
record TensorKey(long address, int worker) {

    static final int HOST = -1;

    static TensorKey host(long address) {
        return new TensorKey(address, HOST);
    }
}

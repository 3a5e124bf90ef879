package org.chiptest.runtime.graph;

/** Call kernels from one thread; the native call frame behind it also notes for reports what is running. */
public interface KernelCall {

    /**
     * Call a kernel and wait for its return.
     *
     * @param function address of the kernel
     * @param arguments address of its argument array
     * @return 0, or another value if the kernel threw a C++ exception, of which {@link #failure} has the text
     */
    int run(long function, long arguments, long taskId, int funcId, int block, int core, int cluster, int lane);

    /** Return the text of the last failure. */
    String failure();

    /** Return how many kernels this thread has started; readable by any thread. */
    long started();

    /** Describe the kernel that is running, or return an empty text; readable by any thread. */
    String running();
}

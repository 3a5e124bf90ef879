package org.chiptest.runtime.internal.linker;

/**
 * What a host_build_graph orchestration may ask of its runtime; {@code docs/contract/hbg.md#operations}.
 *
 * <p>Addresses come from user code as they are. A method that throws stops the run: the exception is kept, the orchestration gets an
 * error value from this and every later operation, and the call of its entry throws what was kept.
 */
public interface HbgOperations {

    /** Add a task with {@code argCount} words at {@code args}; return its id or -1. */
    int addTask(long args, int argCount, int funcId, int coreType);

    /** Describe the tensors of a task by {@code count} records of 64 bytes at {@code infos}; return 0 or -1. */
    int setTensorInfo(int task, long infos, int count);

    /** Let task {@code to} wait for task {@code from}. */
    void addSuccessor(int from, int to);

    /** Have {@code size} bytes copied from {@code device} to {@code host} after the run. */
    void recordTensorPair(long host, long device, long size);

    /** Return how many tasks there are. */
    int taskCount();

    /** Write the graph to the log. */
    void printRuntime();

    /** Allocate device memory; return its address or 0. */
    long deviceMalloc(long size);

    /** Free device memory. */
    void deviceFree(long address);

    /** Copy from host to device memory; return 0 or -1. */
    int copyToDevice(long device, long host, long size);
}

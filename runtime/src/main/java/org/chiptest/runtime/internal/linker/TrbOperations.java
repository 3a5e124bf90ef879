package org.chiptest.runtime.internal.linker;

/**
 * What a tensormap_and_ringbuffer orchestration may ask of its runtime; {@code docs/contract/trb.md#operations}.
 *
 * <p>Addresses come from user code as they are. {@code outputs} is the address of a result of 144 bytes that says "no task, no tensors"
 * until the method writes it. A method that throws stops the run: the exception is kept, the orchestration gets empty results from this
 * and every later operation, and the call of its entry throws what was kept. Whether the run has stopped ({@code is_fatal}) is answered
 * without Java, see {@link RuntimeObject#stop()}.
 */
public interface TrbOperations {

    /** Submit a task: {@code MixedKernels} (12 bytes) and {@code Arg} (496 bytes). */
    void submitTask(long kernels, long arg, long outputs);

    /** Submit a task without kernels. */
    void submitDummyTask(long arg, long outputs);

    /** Allocate the output tensors of {@code arg}. */
    void allocTensors(long arg, long outputs);

    /** Open a scope; {@code mode} is 0 for AUTO, 1 for MANUAL. */
    void scopeBegin(int mode);

    /** Close the innermost scope. */
    void scopeEnd();

    /** Take notice that nothing more will be submitted. */
    void orchestrationDone();

    /** End the run with an error code of the orchestration. To stop further operations call {@link RuntimeObject#stop()}. */
    void reportFatal(int code, String function, String message);

    /** Write to the log, also after the run has stopped; {@code verbosity} is 0 except for INFO. */
    void log(LogLevel level, int verbosity, String function, String message);

    /** Wait for and return the element at {@code dims} indices (32-bit each), in the low bytes. */
    long getTensorData(long tensor, int dims, long indices);

    /** Wait for readers and writers and set the element at {@code dims} indices. */
    void setTensorData(long tensor, int dims, long indices, long value);
}

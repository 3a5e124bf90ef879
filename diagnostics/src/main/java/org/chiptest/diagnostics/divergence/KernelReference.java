package org.chiptest.diagnostics.divergence;

/**
 * Compute in Java what a kernel has to compute. Stands beside the callable, by func id.
 *
 * <p>It is called once for a task with all of its blocks. Of a task with several kernels, each kernel's reference sets what that kernel
 * writes. Elements of an output that no reference sets are not judged; what a task reads and writes holds what it read at first.
 *
 * <pre>{@code
 * (in, out) -> out.tensor(2).fill(i -> in.tensor(0).get(i) + in.tensor(1).get(i))
 * }</pre>
 */
@FunctionalInterface
public interface KernelReference {

    /**
     * Compute the outputs of a task from its inputs.
     *
     * @param in  what the task was given, as it was dumped
     * @param out what is to be computed
     */
    void compute(TaskInputs in, TaskOutputs out);
}

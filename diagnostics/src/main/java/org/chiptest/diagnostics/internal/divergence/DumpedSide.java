package org.chiptest.diagnostics.internal.divergence;

import java.util.Optional;

import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/**
 * One side with its dump.
 *
 * @param recorded what was recorded
 * @param index    what was dumped
 * @param payloads its bytes
 */
record DumpedSide(RecordedSide recorded, TensorDumpIndex index, Payloads payloads) {

    Optional<DumpedTensor> find(int task, RecordedArgument argument, boolean before) {
        return index.find(recorded.task(task).id(), argument.index(), before);
    }
}

package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.diagnostics.divergence.NotComparable;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.RunSide;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/**
 * One side with its dump.
 *
 * @param recorded what was recorded
 * @param index    what was dumped
 * @param payloads its bytes
 */
record DumpedSide(RecordedSide recorded, TensorDumpIndex index, Payloads payloads) {

    /** Say that a side has no dump, if it has none. */
    static Optional<NotComparable> missing(RunSide side) {
        return TensorDumpIndex.isIn(side.directory())
                ? Optional.empty()
                : Optional.of(new NotComparable(Reason.NO_DUMP, side.label(), "has no tensor dump in "
                        + side.directory() + "; run it with -Dcapture=deps,dump"));
    }

    /** Say that a side's dump cannot be read. */
    static NotComparable damaged(RunSide side, IOException reason) {
        return new NotComparable(Reason.DAMAGED_DUMP, side.label(), "has a tensor dump in " + side.directory()
                + " that cannot be read: " + reason.getMessage() + "; run it again");
    }

    /** Find what an argument of a task held at a moment. */
    Optional<DumpedTensor> find(int task, RecordedArgument argument, boolean before) {
        return index.find(recorded.task(task).id(), argument.index(), before);
    }

    /** Say why an argument is not known as a whole at all moments at which it is dumped, if it is not. */
    Optional<NotComparable> lacking(int task, RecordedArgument argument) {
        return Stream.of(true, false).filter(before -> ArgumentPair.isDumped(argument.role(), before))
                .flatMap(before -> lacking(task, argument, before).stream()).findFirst();
    }

    /** Say why an argument is not known as a whole at a moment, if it is not. */
    Optional<NotComparable> lacking(int task, RecordedArgument argument, boolean before) {
        Optional<DumpedTensor> dumped = find(task, argument, before);
        return dumped.isPresent() && !dumped.get().cut()
                ? Optional.empty()
                : Optional.of(because(dumped.isPresent(), argument, "argument " + argument.index() + " of "
                        + recorded.place(task).name()));
    }

    private NotComparable because(boolean cut, RecordedArgument argument, String what) {
        if (cut) {
            return because(Reason.CUT, "has a dump that is cut, first at " + what
                    + "; set a larger -Dchiptest.capture-bytes");
        }
        return argument.dataType().isEmpty()
                ? because(Reason.UNDESCRIBED,
                        "has no dump of " + what + ", since its orchestration has not said what it"
                                + " looks like; have it call set_tensor_info_to_task for that task")
                : because(Reason.CUT, "has no dump of " + what + "; capture it with -Dcapture=deps,dump");
    }

    private NotComparable because(Reason reason, String details) {
        return new NotComparable(reason, recorded.label(), details);
    }
}

package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.NotComparable;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.RunSide;

/** Compare two runs task by task, in the order of dependencies, until they part. */
public final class RunComparison {

    private final RunSide trustedSide;
    private final RunSide suspectSide;
    private final Closeness closeness;

    /** Compare these, none of which has to be there yet. */
    public RunComparison(RunSide trusted, RunSide suspect, Closeness closeness) {
        this.trustedSide = trusted;
        this.suspectSide = suspect;
        this.closeness = closeness;
    }

    /** Return where they part. */
    public Divergence result() {
        for (RunSide side : List.of(trustedSide, suspectSide)) {
            if (!TensorDumpIndex.isIn(side.directory())) {
                return new NotComparable(Reason.NO_DUMP, side.label(), "has no tensor dump in " + side.directory()
                        + "; run it with -Dcapture=deps,dump");
            }
        }
        return compared();
    }

    private Divergence compared() {
        TensorDumpIndex trusted;
        TensorDumpIndex suspect;
        RunSide read = trustedSide;
        try {
            trusted = TensorDumpIndex.read(trustedSide.directory());
            read = suspectSide;
            suspect = TensorDumpIndex.read(suspectSide.directory());
        } catch (IOException e) {
            return new NotComparable(Reason.DAMAGED_DUMP, read.label(), "has a tensor dump in " + read.directory()
                    + " that cannot be read: " + e.getMessage() + "; run it again");
        }
        try (Payloads expected = Payloads.in(trustedSide.directory());
                Payloads actual = Payloads.in(suspectSide.directory())) {
            return new Walk(new DumpedSide(new RecordedSide(trustedSide), trusted, expected),
                    new DumpedSide(new RecordedSide(suspectSide), suspect, actual), closeness).result();
        } catch (IOException e) {
            throw new UncheckedIOException("a tensor dump cannot be read", e);
        }
    }
}

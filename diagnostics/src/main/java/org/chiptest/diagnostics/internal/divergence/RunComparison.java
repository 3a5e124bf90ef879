package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.NotComparable;
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
        Optional<NotComparable> missing = Stream.of(trustedSide, suspectSide)
                .flatMap(each -> DumpedSide.missing(each).stream()).findFirst();
        return missing.isPresent() ? missing.get() : compared();
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
            return DumpedSide.damaged(read, e);
        }
        try (Payloads expected = Payloads.in(trustedSide.directory());
                Payloads actual = Payloads.in(suspectSide.directory())) {
            return new Walk(new DumpedSide(new RecordedSide(trustedSide), trusted, expected),
                    new DumpedSide(new RecordedSide(suspectSide), suspect, actual), closeness).result();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "a tensor dump cannot be read, in " + trustedSide.directory() + " or " + suspectSide.directory(),
                    e);
        }
    }
}

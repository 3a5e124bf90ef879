package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.Clue;
import org.chiptest.diagnostics.divergence.Clue.Kind;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.internal.divergence.WriterSearch.Writer;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/** Look for what explains a task that computed something else from the same inputs. */
final class ClueSearch {

    private final DumpedSide trusted;
    private final DumpedSide suspect;

    ClueSearch(DumpedSide trusted, DumpedSide suspect) {
        this.trusted = trusted;
        this.suspect = suspect;
    }

    /**
     * Find clues.
     *
     * @param equalInputs whether the inputs are known and have equal bits
     */
    List<Clue> find(TaskPair pair, List<ArgumentPair> outputs, List<TensorDifference> differences,
            boolean equalInputs) throws IOException {
        List<Clue> clues = new ArrayList<>(concurrent(suspect.recorded(), pair.suspect()));
        for (ArgumentPair output : outputs) {
            clues.addAll(new LeftOvers(trusted, suspect).find(pair, output));
        }
        boolean rounded = differences.stream().allMatch(each -> each.rounding().isPresent());
        if (clues.isEmpty() && equalInputs && !rounded && isSameKernel(pair)) {
            clues.add(new Clue(Kind.READS_OTHER_MEMORY,
                    "both sides ran a kernel of this name on the same inputs: if its code is the same, it reads"
                            + " memory that is none of its arguments, or that nobody has written, or does not compute the same"
                            + " each time; run it alone with a sanitizer"));
        }
        return clues;
    }

    private boolean isSameKernel(TaskPair pair) {
        RecordedSide ours = trusted.recorded();
        RecordedSide theirs = suspect.recorded();
        return ours.run().runtime() == theirs.run().runtime()
                && ours.kernelNames(pair.trusted()).equals(theirs.kernelNames(pair.suspect()));
    }

    /** Name tasks that were writing what this one used, in no order with it. */
    static List<Clue> concurrent(RecordedSide side, int task) {
        WriterSearch search = new WriterSearch(side, task);
        List<Clue> clues = new ArrayList<>();
        for (RecordedArgument argument : side.tensors(task)) {
            if (TensorBox.isKnown(argument)) {
                TensorBox used = TensorBox.of(argument);
                meanwhile(search, search.of(used::overlaps)).ifPresent(writer -> clues.add(new Clue(
                        Kind.CONCURRENT_WRITER, side.place(writer.task()).name() + " was writing argument "
                                + argument.index() + " at the same time, and nothing orders the two: "
                                + used.describe(argument.dataType()) + " and "
                                + TensorBox.of(writer.argument()).describe(writer.argument().dataType()))));
            }
        }
        return clues;
    }

    private static Optional<Writer> meanwhile(WriterSearch search, List<Writer> writers) {
        return search.unordered(writers).stream().filter(each -> search.ranMeanwhile(each.task())).findFirst();
    }
}

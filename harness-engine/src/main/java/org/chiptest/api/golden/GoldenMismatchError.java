package org.chiptest.api.golden;

import java.util.List;
import java.util.stream.Collectors;

/** Report all outputs that are not as expected. */
public final class GoldenMismatchError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient List<Mismatch> mismatches;

    GoldenMismatchError(String where, List<Mismatch> mismatches) {
        super(mismatches.stream().map(Mismatch::describe)
                .collect(Collectors.joining("\n", "", where.isEmpty() ? "" : "\n  " + where)));
        this.mismatches = List.copyOf(mismatches);
    }

    /** Return what is wrong, one entry for each output. */
    public List<Mismatch> mismatches() {
        return mismatches;
    }
}

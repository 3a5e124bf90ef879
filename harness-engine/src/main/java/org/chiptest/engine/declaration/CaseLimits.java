package org.chiptest.engine.declaration;

import java.util.Optional;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Variant;
import org.chiptest.runtime.device.Architecture;

/** Check the configuration of a case against what a platform can do. */
final class CaseLimits {

    private CaseLimits() {}

    /** Say which limit a case breaks on a variant. */
    static Optional<String> broken(CaseSpec spec, Variant variant) {
        Architecture chip = variant.architecture();
        return outOfRange("block dim", spec.config().blockDim(), chip.maxBlockDim(), variant)
                .or(() -> outOfRange("AICPU thread number", spec.config().aicpuThreadNum(), chip.maxAicpuThreads(),
                        variant));
    }

    private static Optional<String> outOfRange(String what, int value, int limit, Variant variant) {
        return value >= 1 && value <= limit
                ? Optional.empty()
                : Optional.of(what + " " + value + " is out of range; " + variant.platform().name() + " allows 1 to "
                        + limit);
    }
}

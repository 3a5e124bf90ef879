package org.chiptest.engine.internal.declaration;

import java.util.Optional;

import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Check the configuration of a case against what a platform can do. */
final class CaseLimits {

    private CaseLimits() {}

    /** Say which limit a case of a scenario of some level breaks on a variant. */
    static Optional<String> broken(CaseSpec spec, Variant variant, int level, Sanitizer sanitizer) {
        Architecture chip = variant.architecture();
        return wrongMachine(spec, level)
                .or(() -> outOfRange("block dim", spec.config().blockDim(), chip.maxBlockDim(), variant))
                .or(() -> outOfRange("AICPU thread number", spec.config().aicpuThreadNum(), chip.maxAicpuThreads(),
                        variant))
                .or(() -> unsanitizable(variant, sanitizer));
    }

    private static Optional<String> wrongMachine(CaseSpec spec, int level) {
        if (spec.devices() < 1 || spec.devices() > Case.MAX_DEVICES) {
            return Optional.of("number of devices " + spec.devices() + " is out of range; level 3 allows 1 to "
                    + Case.MAX_DEVICES + ", level 2 has 1");
        }
        if (spec.subWorkers() < 0 || spec.subWorkers() > Case.MAX_SUB_WORKERS) {
            return Optional.of("number of sub workers " + spec.subWorkers() + " is out of range; level 3 allows 0 to "
                    + Case.MAX_SUB_WORKERS + ", level 2 has none");
        }
        if (level != LevelChoice.HOST && spec.devices() > 1) {
            return Optional.of(spec.devices() + " devices, but level 2 is one chip; declare the class with"
                    + " @ChipTest(level = 3), or leave the devices out");
        }
        return level != LevelChoice.HOST && spec.subWorkers() > 0
                ? Optional
                        .of("sub workers (" + spec.subWorkers() + "), of which level 2 has none; declare the class with"
                                + " @ChipTest(level = 3), or leave them out")
                : Optional.empty();
    }

    private static Optional<String> unsanitizable(Variant variant, Sanitizer sanitizer) {
        if (sanitizer == Sanitizer.NONE) {
            return Optional.empty();
        }
        Platform platform = variant.platform();
        return platform.kernels().sanitizers() && platform.orchestrations().sanitizers()
                ? Optional.empty()
                : Optional.of("the sanitizer '" + sanitizer.id() + "' cannot be built into code for " + platform.name()
                        + "; run the case on a simulated platform, or without it");
    }

    private static Optional<String> outOfRange(String what, int value, int limit, Variant variant) {
        return value >= 1 && value <= limit
                ? Optional.empty()
                : Optional.of(what + " " + value + " is out of range; " + variant.platform().name() + " allows 1 to "
                        + limit);
    }
}

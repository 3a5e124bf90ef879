package org.chiptest.platforms;

import org.chiptest.runtime.device.Architecture;

/** The chip architectures of {@code docs/contract/devices.md#architectures}. */
final class Architectures {

    static final Architecture A2A3 = new Architecture("a2a3", 24, 4, 50_000_000, true);
    static final Architecture A5 = new Architecture("a5", 36, 7, 1_000_000_000, false);

    private Architectures() {}
}

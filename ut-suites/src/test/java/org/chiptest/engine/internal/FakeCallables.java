package org.chiptest.engine.internal;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.toolchain.CoreType;

/** Descriptions of callables for fixtures. */
final class FakeCallables {

    private FakeCallables() {}

    /** A callable with one input and one output, of which everything is in order. */
    static CallableSpec copy() {
        return CallableSpec.orchestration("orchestration.cpp").entry("entry").signature(IN, OUT).kernel(0,
                CoreType.AIV, "kernel.cpp", IN, OUT);
    }
}

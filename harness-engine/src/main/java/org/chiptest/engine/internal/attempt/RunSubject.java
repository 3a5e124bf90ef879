package org.chiptest.engine.internal.attempt;

import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.comparison.SideLog;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.settings.CaptureChoice;
import org.chiptest.runtime.callable.ChipCallable;

/**
 * What an attempt at a test really runs: the test itself, or what it is compared with.
 *
 * @param declared  the case, and where it runs
 * @param recipes   what its callables are made of
 * @param callables its callables, compiled
 * @param captures  what its runs record
 * @param more      whether that is more than was asked for, only to be compared
 * @param log       takes what it does, if that is of interest
 * @param side      what reports call it; empty for the test itself
 */
public record RunSubject(DeclaredTest declared, Map<String, CallableRecipe> recipes,
        Map<String, ChipCallable> callables,
        CaptureChoice captures, boolean more, Optional<SideLog> log, String side) {

    /** Return the kind of device that it runs on. */
    public DeviceKind deviceKind() {
        return new DeviceKind(declared.variant(), declared.sanitizer());
    }

    /** Return what it is called in full. */
    String fullName(ScenarioTestDescriptor test) {
        return side.isEmpty() ? test.fullName() : test.fullName() + " " + side;
    }
}

package org.chiptest.engine.internal.descriptor;

import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.settings.Settings;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;

/** The root of the test tree, which keeps the settings that it was made with. */
public final class ChipTestEngineDescriptor extends EngineDescriptor {

    private final Settings settings;
    private final Expectations expectations;

    /**
     * Stand for the engine.
     *
     * @param expectations what is expected of its tests
     */
    public ChipTestEngineDescriptor(UniqueId uniqueId, Settings settings, Expectations expectations) {
        super(uniqueId, "chiptest");
        this.settings = settings;
        this.expectations = expectations;
    }

    /** Return what is expected of its tests. */
    public Expectations expectations() {
        return expectations;
    }

    /** Return the settings of the run. */
    public Settings settings() {
        return settings;
    }
}

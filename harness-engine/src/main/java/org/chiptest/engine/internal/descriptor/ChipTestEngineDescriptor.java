package org.chiptest.engine.internal.descriptor;

import org.chiptest.engine.internal.settings.Settings;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;

/** The root of the test tree, which keeps the settings that it was made with. */
public final class ChipTestEngineDescriptor extends EngineDescriptor {

    private final Settings settings;

    public ChipTestEngineDescriptor(UniqueId uniqueId, Settings settings) {
        super(uniqueId, "chiptest");
        this.settings = settings;
    }

    /** Return the settings of the run. */
    public Settings settings() {
        return settings;
    }
}

package org.chiptest.engine.internal.descriptor;

import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;

/**
 * The settings that select tests: the parent of what is wrong with them, which is the mistake of no class.
 *
 * <p>It has the source of a class all the same: Surefire counts no tests outside of classes.
 */
public final class SelectionDescriptor extends AbstractTestDescriptor {

    /** Segment type. */
    public static final String SETTINGS = "settings";

    private static final String NAME = "chiptest.selection";

    /** Stand for the settings below an engine when no class is known, as by a unique id. */
    public SelectionDescriptor(TestDescriptor parent) {
        super(uniqueId(parent.getUniqueId()), "selection", ClassSource.from(NAME));
    }

    /** Stand for the settings below an engine, with the source of a class that was run: Surefire filters by it. */
    public SelectionDescriptor(TestDescriptor parent, Class<?> type) {
        super(uniqueId(parent.getUniqueId()), "selection", ClassSource.from(type));
    }

    /** Return the unique id below the engine. */
    public static UniqueId uniqueId(UniqueId engine) {
        return engine.append(SETTINGS, "selection");
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    @Override
    public String getLegacyReportingName() {
        return NAME;
    }
}

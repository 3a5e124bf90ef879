package org.chiptest.engine.internal.descriptor;

import java.util.Set;

import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
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

    private final Set<TestTag> tags;

    /** Stand for the settings below an engine when no class is known, as by a unique id. */
    public SelectionDescriptor(TestDescriptor parent) {
        super(uniqueId(parent.getUniqueId()), "selection", ClassSource.from(NAME));
        this.tags = Set.of();
    }

    /**
     * Stand for the settings below an engine, with the source of a class that was run: Surefire filters by it.
     *
     * @param tags of all tests among which something was selected: whoever asks for tests with one of them is to know
     */
    public SelectionDescriptor(TestDescriptor parent, Class<?> type, Set<TestTag> tags) {
        super(uniqueId(parent.getUniqueId()), "selection", ClassSource.from(type));
        this.tags = Set.copyOf(tags);
    }

    /** Return the unique id below the engine. */
    public static UniqueId uniqueId(UniqueId engine) {
        return engine.append(SETTINGS, "selection");
    }

    @Override
    public Set<TestTag> getTags() {
        return tags;
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

package org.chiptest.engine.internal.descriptor;

import java.util.Set;

import org.chiptest.engine.internal.identity.Segments;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A further attempt at a test, which reports show beside the first. */
public final class AttemptDescriptor extends AbstractTestDescriptor {

    private final ScenarioTestDescriptor test;
    private final int number;

    /**
     * Stand for an attempt.
     *
     * @param number counts from 1; the first is the test's own
     */
    public AttemptDescriptor(ScenarioTestDescriptor test, int number) {
        super(test.getUniqueId().removeLastSegment().append(Segments.TEST,
                test.declared().name() + Segments.ATTEMPT + number), test.getDisplayName() + " attempt " + number,
                test.getSource().orElse(null));
        this.test = test;
        this.number = number;
    }

    /** Return which attempt it is, from 2. */
    public int number() {
        return number;
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }

    @Override
    public Set<TestTag> getTags() {
        return test.getTags();
    }

    @Override
    public String getLegacyReportingName() {
        String name = test.getLegacyReportingName();
        int end = name.lastIndexOf(')');
        return name.substring(0, end) + " attempt " + number + name.substring(end);
    }
}

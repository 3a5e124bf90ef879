package org.chiptest.engine.internal.descriptor;

import java.util.Set;
import java.util.regex.Pattern;

import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A further attempt at a test, which reports show beside the first. */
public final class AttemptDescriptor extends AbstractTestDescriptor {

    /** What comes before the number of the attempt in a unique id. */
    private static final String MARK = "#";

    /** The end of a unique id, behind the variant. */
    private static final Pattern ATTEMPT = Pattern.compile("(?<=\\.[a-z_]{1,99})" + MARK + "[0-9]+$");

    private final ScenarioTestDescriptor test;
    private final int number;

    /**
     * Stand for an attempt.
     *
     * @param number counts from 1; the first is the test's own
     */
    public AttemptDescriptor(ScenarioTestDescriptor test, int number) {
        super(test.getUniqueId().removeLastSegment().append(ScenarioTestDescriptor.TEST,
                test.declared().name() + MARK + number), test.getDisplayName() + " attempt " + number,
                test.getSource().orElse(null));
        this.test = test;
        this.number = number;
    }

    /** Return which attempt it is, from 2. */
    public int number() {
        return number;
    }

    /** Return the name of the test that a unique id's last value means, as nobody can select one attempt alone. */
    public static String testName(String value) {
        return ATTEMPT.matcher(value).replaceFirst("");
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

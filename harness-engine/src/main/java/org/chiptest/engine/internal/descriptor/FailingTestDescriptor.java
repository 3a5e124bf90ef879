package org.chiptest.engine.internal.descriptor;

import java.util.Set;

import org.chiptest.engine.internal.declaration.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A test that stands for a mistake, and fails with its message. */
public final class FailingTestDescriptor extends AbstractTestDescriptor implements PlannedTest {

    /** Segment type of a wrong declaration; its value is the problem's key. */
    public static final String DECLARATION = "declaration";

    /** Segment type of a selection that matches nothing; its value is the selection. */
    public static final String SELECTION = "selection";

    private final String message;

    private FailingTestDescriptor(UniqueId uniqueId, String displayName, String message, @Nullable TestSource source) {
        super(uniqueId, displayName, source);
        this.message = message;
    }

    /** Stand for a wrong declaration of the parent. */
    public static FailingTestDescriptor declaration(TestDescriptor parent, Problem problem) {
        return new FailingTestDescriptor(uniqueId(parent.getUniqueId(), problem), "declaration of " + problem.key(),
                problem.message(), parent.getSource().orElse(null));
    }

    /** Stand for a selection that matches nothing, below a class that it was looked for in. */
    public static FailingTestDescriptor selection(TestDescriptor parent, String selection, String message) {
        return new FailingTestDescriptor(parent.getUniqueId().append(SELECTION, selection), "selection " + selection,
                message, parent.getSource().orElse(null));
    }

    /** Return the unique id of a problem below its class or scenario. */
    public static UniqueId uniqueId(UniqueId parent, Problem problem) {
        return parent.append(DECLARATION, problem.key());
    }

    @Override
    public String fullName() {
        return getParent().map(TestDescriptor::getDisplayName).orElse("") + ", " + getDisplayName();
    }

    @Override
    public Plan plan() {
        return new Plan.Fail(message);
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }

    @Override
    public Set<TestTag> getTags() {
        return getParent().map(TestDescriptor::getTags).orElse(Set.of());
    }

    @Override
    public String getLegacyReportingName() {
        String scenario = getParent().filter(ScenarioDescriptor.class::isInstance)
                .map(parent -> parent.getLegacyReportingName() + " ").orElse("");
        return scenario + getDisplayName() + "[1]";
    }
}

package org.chiptest.engine.internal.descriptor;

import java.util.Optional;
import java.util.Set;

import org.chiptest.engine.internal.declaration.Problem;
import org.chiptest.engine.internal.expectation.Complaint;
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

    /** Segment type of what is wrong with expectations; its value is the place. */
    public static final String EXPECTATION = "expectation";

    private final Plan plan;

    private FailingTestDescriptor(UniqueId uniqueId, String displayName, Plan plan, @Nullable TestSource source) {
        super(uniqueId, displayName, source);
        this.plan = plan;
    }

    /**
     * Stand for a wrong declaration of the parent.
     *
     * @param disabled why the parent does not run, if so; then this is skipped with it
     */
    public static FailingTestDescriptor declaration(TestDescriptor parent, Problem problem, Optional<String> disabled) {
        return new FailingTestDescriptor(uniqueId(parent.getUniqueId(), problem), "declaration of " + problem.key(),
                disabled.<Plan>map(Plan.Skip::new).orElseGet(() -> new Plan.Fail(problem.message())),
                parent.getSource().orElse(null));
    }

    /** Stand for a selection that matches nothing, below a class that it was looked for in. */
    public static FailingTestDescriptor selection(TestDescriptor parent, String selection, String message) {
        return new FailingTestDescriptor(parent.getUniqueId().append(SELECTION, selection), "selection " + selection,
                new Plan.Fail(message), parent.getSource().orElse(null));
    }

    /** Stand for what is wrong with expectations. */
    public static FailingTestDescriptor expectation(TestDescriptor parent, Complaint complaint) {
        return new FailingTestDescriptor(parent.getUniqueId().append(EXPECTATION, complaint.place()),
                "expectation " + complaint.place(),
                new Plan.Fail("expectation " + complaint.place() + ": " + complaint.message()),
                parent.getSource().orElse(null));
    }

    /** Tell whether it stands for a selection that matches nothing. */
    public boolean isSelection() {
        return getUniqueId().getLastSegment().getType().equals(SELECTION);
    }

    /** Return the unique id of a problem below its class or scenario. */
    public static UniqueId uniqueId(UniqueId parent, Problem problem) {
        return parent.append(DECLARATION, problem.key());
    }

    @Override
    public String fullName() {
        return getParent().map(parent -> switch (parent) {
            case ScenarioDescriptor scenario -> scenario.declared().type().getSimpleName() + "."
                    + scenario.declared().name();
            case ClassDescriptor type -> type.declared().type().getSimpleName();
            default -> parent.getDisplayName();
        }).orElse("") + ", " + getDisplayName();
    }

    @Override
    public Plan plan() {
        return plan;
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

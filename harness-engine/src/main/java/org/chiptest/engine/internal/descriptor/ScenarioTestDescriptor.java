package org.chiptest.engine.internal.descriptor;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.expectation.Expectation;
import org.chiptest.engine.internal.identity.Segments;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A test: one case of a scenario on one variant. */
public final class ScenarioTestDescriptor extends AbstractTestDescriptor implements PlannedTest {

    private static final TestTag MANUAL = TestTag.create("manual");

    private final DeclaredScenario scenario;
    private final DeclaredTest declared;
    private final Plan plan;

    public ScenarioTestDescriptor(ScenarioDescriptor parent, DeclaredTest declared, Plan plan) {
        super(uniqueId(parent.getUniqueId(), declared),
                declared.scenarioCase().name() + " [" + declared.variant().shortName() + "]",
                parent.declared().source());
        this.scenario = parent.declared();
        this.declared = declared;
        this.plan = plan;
    }

    /** Return the same test with another case, and its other side with that too; it stands below its scenario, which does not know it. */
    public ScenarioTestDescriptor with(UnaryOperator<CaseSpec> change) {
        ScenarioDescriptor parent = (ScenarioDescriptor) getParent().orElseThrow();
        ScenarioTestDescriptor changed = new ScenarioTestDescriptor(parent, declared.with(change),
                plan instanceof Plan.Run run ? run.with(change) : plan);
        changed.setParent(parent);
        return changed;
    }

    /** Return the unique id of a test below its scenario. */
    public static UniqueId uniqueId(UniqueId parent, DeclaredTest declared) {
        return parent.append(Segments.TEST, declared.name());
    }

    /** Return the scenario that it belongs to. */
    public DeclaredScenario scenario() {
        return scenario;
    }

    /** Return the case and variant. */
    public DeclaredTest declared() {
        return declared;
    }

    /** Return what is expected of it, if it is anything but a pass. */
    public Optional<Expectation> expected() {
        return plan instanceof Plan.Run(var _, var expected, var _) ? expected : Optional.empty();
    }

    /** Return what it runs, by the names of its callables; nothing if it does not run. */
    public Map<String, CallableRecipe> recipes() {
        return plan instanceof Plan.Run(var callables, var _, var _) ? callables : Map.of();
    }

    /** Return what it is compared with. */
    public Counterpart counterpart() {
        return plan instanceof Plan.Run(var _, var _, var counterpart) ? counterpart : new Counterpart.None();
    }

    /** Return the kind of device that it runs on. */
    public DeviceKind deviceKind() {
        return new DeviceKind(declared.variant(), declared.sanitizer());
    }

    @Override
    public String fullName() {
        return scenario.type().getSimpleName() + "." + scenario.name() + " " + getDisplayName();
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
        Variant variant = declared.variant();
        Set<TestTag> tags = new LinkedHashSet<>(getParent().map(TestDescriptor::getTags).orElse(Set.of()));
        tags.add(TestTag.create(variant.platform().name()));
        tags.add(TestTag.create(variant.runtime().id()));
        if (declared.isManual()) {
            tags.add(MANUAL);
        }
        return tags;
    }

    /** Return a name that is unique in the class and ends in a number, without which Surefire merges the variants. */
    @Override
    public String getLegacyReportingName() {
        return scenario.name() + "(" + declared.scenarioCase().name() + " " + declared.variant().shortName() + ")["
                + declared.number() + "]";
    }
}

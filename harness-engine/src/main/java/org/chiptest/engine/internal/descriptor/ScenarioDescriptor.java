package org.chiptest.engine.internal.descriptor;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** A scenario: the parent of its tests. */
public final class ScenarioDescriptor extends AbstractTestDescriptor {

    /** Segment type; its value is the scenario's name. */
    public static final String SCENARIO = "scenario";

    private final DeclaredScenario declared;

    public ScenarioDescriptor(TestDescriptor parent, DeclaredScenario declared) {
        super(uniqueId(parent.getUniqueId(), declared), declared.displayName(),
                MethodSource.from(declared.type(), declared.method()));
        this.declared = declared;
    }

    /** Return the unique id of a scenario below its class. */
    public static UniqueId uniqueId(UniqueId parent, DeclaredScenario declared) {
        return parent.append(SCENARIO, declared.name());
    }

    /** Return what the scenario declares. */
    public DeclaredScenario declared() {
        return declared;
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    @Override
    public Set<TestTag> getTags() {
        Set<TestTag> tags = new LinkedHashSet<>(getParent().map(TestDescriptor::getTags).orElse(Set.of()));
        Stream.concat(declared.tags().stream(),
                Stream.of("level" + declared.level(), declared.tier().name().toLowerCase(Locale.ROOT)))
                .filter(TestTag::isValid).map(TestTag::create).forEach(tags::add);
        return tags;
    }

    @Override
    public String getLegacyReportingName() {
        return declared.name();
    }
}

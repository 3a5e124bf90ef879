package org.chiptest.engine.internal.descriptor;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.identity.Segments;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A scenario: the parent of its tests. */
public final class ScenarioDescriptor extends AbstractTestDescriptor {

    private final DeclaredScenario declared;
    private final Map<String, DeclaredTest> tests = new HashMap<>();

    public ScenarioDescriptor(TestDescriptor parent, DeclaredScenario declared) {
        super(uniqueId(parent.getUniqueId(), declared), declared.displayName(),
                declared.source());
        this.declared = declared;
        declared.tests().forEach(test -> tests.put(test.name(), test));
    }

    /** Return the unique id of a scenario below its class. */
    public static UniqueId uniqueId(UniqueId parent, DeclaredScenario declared) {
        return parent.append(Segments.SCENARIO, declared.name());
    }

    /** Return what the scenario declares. */
    public DeclaredScenario declared() {
        return declared;
    }

    /** Find a test by its name, whether it is selected or not. */
    public Optional<DeclaredTest> test(String name) {
        return Optional.ofNullable(tests.get(name));
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

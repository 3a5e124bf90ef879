package org.chiptest.engine.internal.descriptor;

import java.util.LinkedHashSet;
import java.util.Set;

import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.identity.Segments;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** A test class: the parent of its scenarios. */
public final class ClassDescriptor extends AbstractTestDescriptor {

    private final DeclaredClass declared;

    public ClassDescriptor(TestDescriptor parent, DeclaredClass declared, boolean nested) {
        super(uniqueId(parent.getUniqueId(), declared.type(), nested), declared.displayName(),
                ClassSource.from(declared.type()));
        this.declared = declared;
    }

    /** Return the unique id of a class below its parent. */
    public static UniqueId uniqueId(UniqueId parent, Class<?> type, boolean nested) {
        return nested
                ? parent.append(Segments.NESTED_CLASS, type.getSimpleName())
                : parent.append(Segments.CLASS, type.getName());
    }

    /** Return what the class declares. */
    public DeclaredClass declared() {
        return declared;
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    @Override
    public Set<TestTag> getTags() {
        Set<TestTag> tags = new LinkedHashSet<>();
        declared.tags().stream().filter(TestTag::isValid).map(TestTag::create).forEach(tags::add);
        return tags;
    }

    @Override
    public String getLegacyReportingName() {
        return declared.type().getName();
    }
}

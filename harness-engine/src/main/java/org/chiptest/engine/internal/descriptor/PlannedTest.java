package org.chiptest.engine.internal.descriptor;

import org.junit.platform.engine.TestDescriptor;

/** A test of the tree, of which discovery has decided what becomes. */
public sealed interface PlannedTest extends TestDescriptor permits ScenarioTestDescriptor, FailingTestDescriptor {

    /** Return what to do with it. */
    Plan plan();

    /** Return a name for people, unique in the run. */
    String fullName();
}

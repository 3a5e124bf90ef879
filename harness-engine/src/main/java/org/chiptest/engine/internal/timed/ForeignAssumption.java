package org.chiptest.engine.internal.timed;

import java.util.Set;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.opentest4j.TestAbortedException;

/**
 * Take assumptions of JUnit 4 and TestNG for what they are, by their names: libraries of assertions throw them where these are on the
 * class path.
 */
final class ForeignAssumption {

    private static final Set<String> NAMES = Set.of("org.junit.internal.AssumptionViolatedException",
            "org.testng.SkipException");

    private ForeignAssumption() {}

    /** Return what a step has thrown as what it means to a test. */
    static Throwable translated(Throwable thrown) {
        for (Class<?> each = thrown.getClass(); each != null; each = each.getSuperclass()) {
            if (NAMES.contains(each.getName())) {
                return new TestAbortedException(UserFailure.message(thrown), thrown);
            }
        }
        return thrown;
    }
}

package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Derive tests of what a prepared callable promises, for callables of a {@link ChipTest} class that have a golden scenario.
 *
 * <pre>{@code
 * @ChipTest
 * @PreparedCallableContract
 * class VectorTest {
 *
 *     @CallableUnderTest
 *     static CallableSpec vector() { ... }
 *
 *     @Scenario
 *     @Golden
 *     void addsTwoVectors(GoldenArgs args, RandomGenerator random) { ... }
 * }
 * }</pre>
 *
 * <p>Each rule becomes a scenario of the class, {@code contract.} and its name, with a case for each callable, named like it: it runs on
 * each variant on which the golden scenario runs, with the configuration of the first case that runs there. After each step, results,
 * refusals and all counters that the device has are compared with a model. A worker that breaks a rule serves no other one; what tells
 * whether images are stored once, and random steps, begin on a worker that has run nothing. Arguments and expected values come from the
 * golden scenario, so those that take them from a {@code RandomGenerator} are different for each run.
 *
 * <p>Where the class has several such callables, the rules about two of them take the next one; with results that tell them apart, it
 * shows when the wrong one has run. Otherwise they take the same one twice.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PreparedCallableContract {

    /** Name the callables that are checked; none means each that has a golden scenario. */
    String[] value() default {};
}

package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.platform.commons.annotation.Testable;

/**
 * Declare a class of device system tests.
 *
 * <p>Each {@link Scenario} of the class runs once for each of its cases on each variant, that is on each platform with each
 * runtime. Every run has an instance of the class to itself.
 *
 * <pre>{@code
 * @ChipTest(platforms = {"a2a3sim", "a5sim"})
 * class VectorTest {
 *
 *     @CallableUnderTest
 *     static CallableSpec vector() { ... }
 *
 *     @Scenario
 *     @Case(name = "small", blockDim = 3, aicpuThreads = 4)
 *     void runsTwice(ChipWorker worker, ChipCallable vector, CallConfig config) { ... }
 * }
 * }</pre>
 *
 * <p>A static member class with this annotation belongs to its enclosing test class: it is run with it and takes over
 * whatever it does not declare itself. Subclasses inherit the annotation; one of their own replaces it as a whole.
 */
@Documented
@Inherited
@Testable
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ChipTest {

    /**
     * Name the platforms on which the scenarios run; none means every platform.
     *
     * <p>A platform that needs a card runs only when {@code -Dplatform} asks for it.
     */
    String[] platforms() default {};

    /** Name the runtimes on which the scenarios run; none means every runtime. */
    RuntimeKind[] runtimes() default {};

    /**
     * Set the level: 2 is one chip, 3 is one host with many chips; 0 takes over the enclosing class's, or 2.
     *
     * <p>A case of level 3 leases all devices that it asks for at once ({@link Case#devices}), and no worker of another scenario is
     * open on them meanwhile.
     */
    int level() default 0;

    /** Tag every scenario of the class. */
    String[] tags() default {};

    /**
     * Set what kernels and orchestrations are built with, {@link Sanitizer#NONE} for nothing whatever the run says; without a value,
     * what the enclosing class or else the run says.
     */
    Sanitizer[] sanitizer() default {};
}

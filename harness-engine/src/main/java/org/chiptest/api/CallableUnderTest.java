package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declare a callable, once for all scenarios of the class; or say which one a parameter takes.
 *
 * <p>On a method: static, returns a {@link CallableSpec}, and takes nothing or any of {@code RuntimeKind},
 * {@code Architecture} and {@link Variant}, when the sources depend on where they run. It is called when tests are
 * discovered, so it only describes; compiling comes later, once for all scenarios that use it.
 *
 * <p>On a {@code ChipCallable} parameter of a scenario: the name of the callable. Needed only if the class was compiled
 * without {@code -parameters}, or if the parameter has another name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.PARAMETER})
public @interface CallableUnderTest {

    /** Set the callable's name; empty takes the name of the method or parameter. */
    String value() default "";
}

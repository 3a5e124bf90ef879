package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Say that a number in the data of a case is how large the case is: so many rows, tiles, tasks. It is an {@code int} of a record, and
 * the scenario makes shapes, scalars and expected values of it.
 *
 * <pre>{@code
 * record Chain(@Size(least = 2) int steps, @Size(multipleOf = 16) int elements) {}
 *
 * static List<CaseSpec> cases() {
 *     return List.of(CaseSpec.named("long").data(new Chain(1000, 256)));
 * }}</pre>
 *
 * <p>{@code -Dreduce} makes it smaller while the case still fails in the same way, and {@code -Dsize=steps=3} says another number.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Size {

    /** Set the least that it can be. */
    int least() default 1;

    /** Set what it is a multiple of. */
    int multipleOf() default 1;
}

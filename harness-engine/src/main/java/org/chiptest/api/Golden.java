package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leave running and checking to the harness: the method of a {@link Scenario} only says what the arguments are and what the
 * outputs must be, on its {@link org.chiptest.api.golden.GoldenArgs} parameter.
 *
 * <pre>{@code
 * @Scenario
 * @Golden
 * @Case(name = "small", blockDim = 3)
 * void addsTwoVectors(GoldenArgs args) {
 *     args.input("a", FLOAT32, 128, 128).fill(2);
 *     args.input("b", FLOAT32, 128, 128).fill(3);
 *     args.output("f", FLOAT32, 128, 128).expect(5);
 * }
 * }</pre>
 *
 * <p>The harness prepares the callable, runs it in each of {@code -Drounds} rounds with the configuration of the case, resets
 * the outputs in between, and compares every output.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Golden {

    /** Name the callable; empty takes the only one of the class. */
    String callable() default "";

    /** Set the relative tolerance of all outputs; negative means 0 if {@link #atol} is set, else what is usual for each data type. */
    double rtol() default -1;

    /** Set the absolute tolerance of all outputs; negative means 0 if {@link #rtol} is set, else what is usual for each data type. */
    double atol() default -1;
}

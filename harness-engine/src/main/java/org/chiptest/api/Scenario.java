package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.platform.commons.annotation.Testable;

/**
 * Declare a method of a {@link ChipTest} class as a scenario: it passes if it returns and fails if it throws.
 *
 * <p>The method is not static, returns nothing, and takes what it needs as parameters, in any order:
 * <ul>
 * <li>{@code ChipWorker}: an initialized worker on the leased device, at level 2 only;
 * <li>{@code ChipCallable}: the compiled callable of the {@link CallableUnderTest} method of the parameter's name;
 * <li>{@code CallConfig}: the configuration of the case;
 * <li>{@link Variant}, {@code Platform}, {@code Architecture}, {@code RuntimeKind}: where it runs;
 * <li>{@code RandomGenerator}: seeded, the same for the same {@code -Dseed};
 * <li>{@link ScenarioContext}: all of this, and a way to publish what was measured;
 * <li>the data of the case, by its type ({@link CasesFrom}).
 * </ul>
 */
@Documented
@Testable
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Scenario {

    /** Set the name to show; empty shows the method's name. */
    String value() default "";

    /** Say when the scenario is worth its time; published as a tag of this name in lower case. */
    Tier tier() default Tier.PR;

    /** Tag the scenario. */
    String[] tags() default {};
}

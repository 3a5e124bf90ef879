package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Take the cases of a {@link Scenario} from a static method of its class, which returns a list of {@link CaseSpec}.
 *
 * <p>For cases that carry data, or that are many. They come after those of {@link Case}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface CasesFrom {

    /** Name the method. */
    String value();
}

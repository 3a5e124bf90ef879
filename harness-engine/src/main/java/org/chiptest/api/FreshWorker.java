package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Give a scenario, or each scenario of a class, a worker of its own.
 *
 * <p>Otherwise a worker serves all scenarios of its variant and device, one after the other; what one of them leaves behind
 * is removed, but counters go on counting. The same holds for the chips of a host worker.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FreshWorker {}

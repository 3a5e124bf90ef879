package org.chiptest.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Declare a case of a {@link Scenario}: a name, and the configuration of its runs.
 *
 * <p>A scenario without cases has one, named {@value #DEFAULT_NAME}, of default configuration.
 */
@Documented
@Repeatable(Case.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Case {

    /** The name of a case that was given none. */
    String DEFAULT_NAME = "default";

    /** The most devices that one case can lease: the most ranks that can communicate. */
    int MAX_DEVICES = 64;

    /** The most workers for sub tasks that one case can have, each of which is a process. */
    int MAX_SUB_WORKERS = 64;

    /** Set the name, unique in the scenario; part of the unique id and what {@code -Dcase} selects. */
    String name() default DEFAULT_NAME;

    /** Set the number of blocks, from 1 to the platform's clusters. */
    int blockDim() default CallConfig.DEFAULT_BLOCK_DIM;

    /** Set the number of AICPU threads, from 1 to the platform's. */
    int aicpuThreads() default CallConfig.DEFAULT_AICPU_THREAD_NUM;

    /** Set the number of devices that the case leases at once, from 1 to {@value #MAX_DEVICES}; more than 1 at level 3 only. */
    int devices() default 1;

    /** Set the number of workers for sub tasks, from 0 to {@value #MAX_SUB_WORKERS}; they are there at level 3 only. */
    int subWorkers() default 0;

    /** Restrict the case to these platforms of its class; none means all of them. */
    String[] platforms() default {};

    /** Restrict the case to these runtimes of its class; none means all of them. */
    RuntimeKind[] runtimes() default {};

    /** Leave the case out unless {@code -Dmanual} asks for such cases; a scenario that has no others is skipped. */
    boolean manual() default false;

    /** Leave the case out on these platforms unless {@code -Dmanual} asks for such cases. */
    String[] manualOn() default {};

    /** Set how many seconds one run of a callable may take, 0 for the default. */
    int timeoutSeconds() default 0;

    /** Set how many seconds the scenario may take with all its runs and rounds, 0 for what {@code -Dtimeout} says. */
    int scenarioTimeoutSeconds() default 0;

    /**
     * Set what kernels and orchestrations are built with, {@link Sanitizer#NONE} for nothing whatever the run says; without a value,
     * what the class or else the run says.
     */
    Sanitizer[] sanitizer() default {};

    /** Set what runs of the case record of themselves, as {@code -Dcapture} names it, beside what that asks for. */
    String capture() default "";

    /** Hold several cases of one scenario. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @interface List {

        /** The cases, in the order in which they run. */
        Case[] value();
    }
}

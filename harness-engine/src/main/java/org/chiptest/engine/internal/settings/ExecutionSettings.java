package org.chiptest.engine.internal.settings;

/**
 * Say in which order tests are run, and how often.
 *
 * @param repetition when a test is tried again
 * @param isolation  how far apart attempts at a test are
 * @param order      which test starts first
 * @param failFast   what a failure keeps from being started
 */
public record ExecutionSettings(Repetition repetition, Isolation isolation, Order order, FailFast failFast) {}

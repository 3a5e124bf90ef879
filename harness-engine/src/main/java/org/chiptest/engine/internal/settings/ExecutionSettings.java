package org.chiptest.engine.internal.settings;

import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.engine.internal.contract.Sequence;

/**
 * Say in which order tests are run, and how often.
 *
 * @param repetition when a test is tried again
 * @param isolation  how far apart attempts at a test are
 * @param order      which test starts first
 * @param failFast   what a failure keeps from being started
 * @param bisection  how many trials look for what a test must come after to fail; none if nobody wants to know
 * @param sequence   steps that the random rule of the contract takes instead of random ones
 * @param reduction  how many trials look for the smallest case that still fails; none if nobody wants to know
 */
public record ExecutionSettings(Repetition repetition, Isolation isolation, Order order, FailFast failFast,
        Optional<Sequence> sequence, OptionalInt bisection, OptionalInt reduction) {}

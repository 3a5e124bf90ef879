package org.chiptest.engine.internal.declaration;

import java.util.Optional;

import org.chiptest.api.golden.Tolerance;

/**
 * Hold what a golden scenario declares.
 *
 * @param callable  name of the callable that the harness runs
 * @param tolerance tolerance of all outputs, if the scenario sets one
 */
public record DeclaredGolden(String callable, Optional<Tolerance> tolerance) {}

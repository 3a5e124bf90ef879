package org.chiptest.diagnostics.internal.divergence;

/**
 * The same task on both sides.
 *
 * @param trusted index on the trusted side
 * @param suspect index on the suspect side
 */
record TaskPair(int trusted, int suspect) {}

/** Benchmarks and long proofs: mains whose commands and last results stand in {@code docs/performance.md}. */
@NullMarked
package org.chiptest.benchmark;

import org.jspecify.annotations.NullMarked;

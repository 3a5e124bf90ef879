/**
 * Schedules of threads: a scenario runs one thread at a time, and changes over to another one only where a thread synchronises, reads what
 * another may write, or waits. Which thread goes on is chosen by a seed.
 */
@NullMarked
package org.chiptest.interleavings.schedule;

import org.jspecify.annotations.NullMarked;

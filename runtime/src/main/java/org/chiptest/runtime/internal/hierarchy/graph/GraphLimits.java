package org.chiptest.runtime.internal.hierarchy.graph;

import java.time.Duration;

/**
 * How much memory a graph has, and how long it waits for what.
 *
 * @param ringBytes     size of each ring; 0 for none
 * @param allocTimeout  longest time that a submit waits for room in a ring without anything coming back
 * @param stallDeadline longest time without any task ending
 * @param abortDeadline longest time that children get to end when a run is given up
 */
public record GraphLimits(long ringBytes, Duration allocTimeout, Duration stallDeadline, Duration abortDeadline) {}

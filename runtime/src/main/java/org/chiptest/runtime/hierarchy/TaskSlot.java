package org.chiptest.runtime.hierarchy;

/**
 * Name a submitted task.
 *
 * @param number 0 for the first task of a run, 1 for the next, and so on; each run starts anew
 */
public record TaskSlot(int number) {}

package org.chiptest.diagnostics.analysis;

/**
 * A task that reads what an earlier task writes, without a chain of dependencies between the two: a dependency may be missing. Tasks may
 * be ordered by what no record knows of, so this is a hint and breaks no rule.
 *
 * @param reader   index of the task that reads
 * @param argument which of its arguments
 * @param writer   index of the task that writes
 * @param text     what was found, for people
 */
public record UnorderedRead(int reader, int argument, int writer, String text) {}

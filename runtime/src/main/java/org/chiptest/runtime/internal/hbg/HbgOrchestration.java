package org.chiptest.runtime.internal.hbg;

/**
 * The function of an open orchestration library (specification, 5.1).
 *
 * @param name  the callable's function name
 * @param entry address of the entry
 */
public record HbgOrchestration(String name, long entry) {}

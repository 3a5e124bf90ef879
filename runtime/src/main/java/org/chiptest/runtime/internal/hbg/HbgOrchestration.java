package org.chiptest.runtime.internal.hbg;

/**
 * The function of an open orchestration library ({@code docs/contract/hbg.md#orchestration}).
 *
 * @param name  the callable's function name
 * @param entry address of the entry
 */
public record HbgOrchestration(String name, long entry) {}

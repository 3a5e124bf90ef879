package org.chiptest.runtime.internal.trb;

/**
 * The functions of an open orchestration library ({@code docs/contract/trb.md#orchestration}).
 *
 * @param entry  address of the entry
 * @param config address of the config function, 0 if the library has none
 * @param bind   address of {@code framework_bind_runtime}, 0 if the library has none
 * @param site   address of {@code framework_scope_site}, which tells where a scope stands; 0 if the library has none
 */
public record TrbOrchestration(long entry, long config, long bind, long site) {}

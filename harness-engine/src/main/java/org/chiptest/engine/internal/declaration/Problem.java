package org.chiptest.engine.internal.declaration;

/**
 * Say what is wrong with a declaration; it becomes a test of its class that fails.
 *
 * @param key     which declaration, unique in its class or scenario; part of the unique id
 * @param message what was found, and what to do instead
 */
public record Problem(String key, String message) {}

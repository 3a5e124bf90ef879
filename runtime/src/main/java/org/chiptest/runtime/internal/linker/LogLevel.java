package org.chiptest.runtime.internal.linker;

/** Severity of a message of an orchestration, in the order of the shim's numbers. */
public enum LogLevel {
    ERROR, WARN, INFO, DEBUG
}

package org.chiptest.runtime.linker;

/** Severity of a message of an orchestration, in the order of the shim's numbers. */
public enum LogLevel {
    ERROR, WARN, INFO, DEBUG
}

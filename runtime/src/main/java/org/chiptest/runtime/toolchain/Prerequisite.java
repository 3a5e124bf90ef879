package org.chiptest.runtime.toolchain;

/**
 * One thing that compiling needs.
 *
 * @param name what it is
 * @param found whether it is there and works
 * @param detail what exactly was found, or what is wrong
 * @param fix what to do if it was not found; empty if it was
 */
public record Prerequisite(String name, boolean found, String detail, String fix) {}

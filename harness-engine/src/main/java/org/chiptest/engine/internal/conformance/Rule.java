package org.chiptest.engine.internal.conformance;

import java.util.EnumSet;
import java.util.Set;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * Something that the contract promises, and a way to look.
 *
 * @param name     its name, subject first
 * @param source   where the contract says it: file and heading
 * @param runtimes the runtimes that it is about
 * @param check    looks
 */
record Rule(String name, String source, Set<RuntimeKind> runtimes, Check check) {

    /** Looks at a runtime. */
    @FunctionalInterface
    interface Check {

        /**
         * Return what was looked at; nothing if the rule's name says it.
         *
         * @throws AssertionError     if the runtime does something else
         * @throws RuntimeException   what a runtime does not do that the rule takes for granted
         * @throws CannotSayException if there is no telling
         */
        String look(Bench bench);
    }

    Rule {
        runtimes = Set.copyOf(runtimes);
    }

    static Rule of(String name, String source, Check check) {
        return new Rule(name, source, EnumSet.allOf(RuntimeKind.class), check);
    }

    static Rule of(RuntimeKind runtime, String name, String source, Check check) {
        return new Rule(name, source, Set.of(runtime), check);
    }
}

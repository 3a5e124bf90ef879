package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.CompileRequest;

/**
 * How messages about a failed compilation name a request: what the variants of a callable have in common stands at their begin, so that reports
 * see one failure there, and what differs at their end.
 *
 * @param subject kind, source and, if given, the callable
 * @param target  what it is compiled for; empty for what is compiled for this machine only
 */
record RequestName(String subject, String target) {

    static RequestName of(CompileRequest request) {
        return switch (request) {
            case CompileRequest.Kernel kernel ->
                new RequestName("kernel " + kernel.source().written() + ofCallable(kernel.callable()),
                        kernel.core() + ", " + kernel.architecture() + ", " + kernel.runtime().id());
            case CompileRequest.Orchestration orchestration -> new RequestName(
                    "orchestration " + orchestration.source().written() + ofCallable(orchestration.callable()),
                    orchestration.architecture() + ", " + orchestration.runtime().id());
            case CompileRequest.Shim shim -> new RequestName(shim.description(), "");
            case CompileRequest.HostRuntime part -> new RequestName(part.description(), "");
        };
    }

    /** Return the last line of a message; empty if there is nothing to say. */
    String ending() {
        return target.isEmpty() ? "" : "\ncompiled for " + target;
    }

    private static String ofCallable(String callable) {
        return callable.isEmpty() ? "" : " of callable " + callable;
    }
}

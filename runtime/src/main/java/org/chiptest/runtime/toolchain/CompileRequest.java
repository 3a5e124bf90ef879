package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;

/** Say what to compile and for which target; how is the toolchain's business. */
public sealed interface CompileRequest {

    /** Return what a message calls this request: kind, source, target and, if given, the callable. */
    String description();

    /**
     * A kernel: one source becomes one shared object that exports {@code kernel_entry}.
     *
     * @param source the kernel's source
     * @param core the core that it runs on
     * @param architecture the architecture's name, such as {@code a2a3}
     * @param runtime the runtime whose headers it includes
     * @param includeDirectories searched after the shipped headers, in this order
     * @param callable the callable that it belongs to, for messages; may be empty
     * @param target how it is compiled
     * @param sanitizer what is built into it
     */
    record Kernel(SourceFile source, CoreType core, String architecture, RuntimeKind runtime,
            List<Path> includeDirectories, String callable, CompileTarget target, Sanitizer sanitizer)
            implements
                CompileRequest {

        /** Copy the list. */
        public Kernel {
            includeDirectories = List.copyOf(includeDirectories);
        }

        /** Ask for a kernel of a simulation, without a sanitizer. */
        public Kernel(SourceFile source, CoreType core, String architecture, RuntimeKind runtime,
                List<Path> includeDirectories, String callable) {
            this(source, core, architecture, runtime, includeDirectories, callable, CompileTarget.SIMULATED_KERNELS,
                    Sanitizer.NONE);
        }

        @Override
        public String description() {
            return "kernel " + source.written() + " (" + core + ", " + architecture + ", " + runtime.id() + ")"
                    + ofCallable(callable);
        }
    }

    /**
     * An orchestration: one source becomes one shared object that exports the callable's entry.
     *
     * @param source the orchestration's source
     * @param architecture the architecture's name, such as {@code a2a3}
     * @param runtime the runtime whose interface it uses
     * @param includeDirectories searched after the headers that kernels share with orchestrations, in this order
     * @param callable the callable that it belongs to, for messages; may be empty
     * @param target how it is compiled
     * @param sanitizer what is built into it
     */
    record Orchestration(SourceFile source, String architecture, RuntimeKind runtime, List<Path> includeDirectories,
            String callable, CompileTarget target, Sanitizer sanitizer) implements CompileRequest {

        /** Copy the list. */
        public Orchestration {
            includeDirectories = List.copyOf(includeDirectories);
        }

        /** Ask for an orchestration of this machine, without a sanitizer. */
        public Orchestration(SourceFile source, String architecture, RuntimeKind runtime,
                List<Path> includeDirectories, String callable) {
            this(source, architecture, runtime, includeDirectories, callable, CompileTarget.HOST_ORCHESTRATIONS,
                    Sanitizer.NONE);
        }

        @Override
        public String description() {
            return "orchestration " + source.written() + " (" + architecture + ", " + runtime.id() + ")"
                    + ofCallable(callable);
        }
    }

    /** The native part of the runtime itself, which ships as a source in parts beside the headers. */
    record Shim() implements CompileRequest {

        /** Name of the folder of its sources, by which stacks show that a line is ours. */
        public static final String FOLDER = "chiptest-shim";

        @Override
        public String description() {
            return "the runtime's shim";
        }
    }

    /**
     * A part of the runtime as a library for programs that are no JVM, which ships as a source too.
     *
     * @param part which part
     */
    record HostRuntime(Part part) implements CompileRequest {

        /** Name of the folder of its sources. */
        public static final String FOLDER = "chiptest-host-runtime";

        /** The libraries that such a program opens. */
        public enum Part {
            /** The runtime. */
            RUNTIME("host_runtime.cpp"),
            /** What it opens before the runtime. */
            LOG("device_log.cpp");

            private final String source;

            Part(String source) {
                this.source = source;
            }

            /** Return the name of its source. */
            public String source() {
                return source;
            }
        }

        @Override
        public String description() {
            return "the runtime as a library, " + part.source;
        }
    }

    private static String ofCallable(String callable) {
        return callable.isEmpty() ? "" : " of callable " + callable;
    }
}

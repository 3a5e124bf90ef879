package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.util.List;

/**
 * Say how the kernels, or the orchestrations, of a platform are compiled: with what, by which options, to what.
 *
 * @param compilers  names or paths of compilers, of which the first that is installed is used; empty for those of the settings
 * @param options    options of the compiler, but for folders and for what the toolchain adds by itself: the core's macro, and what lets
 *                   a library be closed
 * @param headers    folders with the headers of the chip, instead of those that ship for its architecture; empty for the shipped ones
 * @param form       what the compiler makes of a source
 * @param sanitizers whether a sanitizer can be built in
 */
public record CompileTarget(List<String> compilers, List<String> options, List<Path> headers, Form form,
        boolean sanitizers) {

    /** What a compiler makes. */
    public enum Form {

        /** A shared object, which is opened. */
        SHARED_OBJECT(".so", "-shared"),

        /** An object, which goes into shared objects. */
        OBJECT(".o", "-c"),

        /** An object, of which only the machine code is taken: the section {@code .text}. */
        TEXT(".o", "-c");

        private final String extension;
        private final String option;

        Form(String extension, String option) {
            this.extension = extension;
            this.option = option;
        }

        /** Return what the name of such a file ends with. */
        public String extension() {
            return extension;
        }

        /** Return the option by which a compiler makes it. */
        public String option() {
            return option;
        }
    }

    /** Kernels of a simulation in a process of this machine. */
    public static final CompileTarget SIMULATED_KERNELS = new CompileTarget(List.of(),
            List.of("-O2", "-fPIC", "-std=c++23", "-fpermissive", "-Wno-ignored-attributes", "-D__CPU_SIM",
                    "-DPTO_CPU_MAX_THREADS=1", "-DNDEBUG", "-g1"),
            List.of(), Form.SHARED_OBJECT, true);

    /** Orchestrations that run in a process of this machine. */
    public static final CompileTarget HOST_ORCHESTRATIONS = new CompileTarget(List.of(),
            List.of("-fPIC", "-O3", "-g1", "-std=c++17"), List.of(), Form.SHARED_OBJECT, true);

    /** Copy the lists. */
    public CompileTarget {
        compilers = List.copyOf(compilers);
        options = List.copyOf(options);
        headers = List.copyOf(headers);
    }
}

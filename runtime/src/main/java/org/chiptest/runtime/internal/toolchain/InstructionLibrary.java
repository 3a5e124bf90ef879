package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;
import java.util.List;

/**
 * What kernels have to know of the PTO instruction library that they include.
 *
 * <p>Its simulation takes {@code std::bfloat16_t} from {@code <stdfloat>} only where {@code __cplusplus} is 202302 or more, which g++
 * reports since version 14, and otherwise says {@code _Float16} for bfloat16 without a word.
 */
final class InstructionLibrary {

    public static final String BFLOAT16 = "includes <pto/pto-inst.hpp>, which takes _Float16 for bfloat16 with this compiler:"
            + " results with bfloat16 are wrong; install g++ 14 or later and name it with "
            + CompileSettings.KERNEL_COMPILER;

    private static final String HEADER = "pto-inst.hpp";
    private static final String FLOATS = "stdfloat";
    private static final int FIRST_GOOD_GCC = 14;

    private InstructionLibrary() {}

    /**
     * Return the warnings of a compilation, with ours behind the compiler's.
     *
     * @param read the files that the compiler has read
     */
    static String warnings(Compiler compiler, List<String> read, String ofCompiler) {
        if (!reads(read, HEADER) || reads(read, FLOATS) || !compiler.isClang() && compiler.major() >= FIRST_GOOD_GCC) {
            return ofCompiler;
        }
        return (ofCompiler + "\nwarning: " + BFLOAT16).strip();
    }

    public static boolean hasWarning(String warnings) {
        return warnings.endsWith(BFLOAT16);
    }

    private static boolean reads(List<String> read, String name) {
        return read.stream().anyMatch(file -> Path.of(file).endsWith(name));
    }
}

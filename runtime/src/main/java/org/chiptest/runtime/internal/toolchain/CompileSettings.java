package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.chiptest.runtime.internal.settings.Setting;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** Name everything that the toolchain can be told from outside; {@link ToolchainSettings#parse} reads it. */
public final class CompileSettings {

    public static final Setting<Path> CACHE = Setting.named("chiptest.compile.cache").example("/fast/disk")
            .meaning("Folder of the cache of compiled code")
            .parsedElse(Path::of, "`$XDG_CACHE_HOME/chiptest`, else `~/.cache/chiptest`");
    public static final Setting<Integer> CACHE_DAYS = Setting.named("chiptest.compile.cache-days").example("7")
            .meaning("Days after which unused results are deleted").parsed(CompileSettings::number, "30");
    public static final Setting<Integer> CACHE_MEBIBYTES = Setting.named("chiptest.compile.cache-mebibytes")
            .example("512").meaning("Size above which the oldest are deleted")
            .parsed(CompileSettings::number, "2048");
    public static final Setting<Integer> PARALLELISM = Setting.named("chiptest.compile.parallelism").example("2")
            .meaning("Compilers at a time").parsedElse(CompileSettings::number, "number of processors");
    public static final Setting<Integer> DEADLINE = Setting.named("chiptest.compile.deadline").example("600")
            .meaning("Seconds that one compiler may run").parsed(CompileSettings::number, "120");
    public static final Setting<List<String>> KERNEL_COMPILER = Setting.named("chiptest.compile.kernel-compiler")
            .example("/opt/gcc/bin/g++")
            .meaning("Names or paths of compilers for kernels; the first one that is installed is taken")
            .parsed(CompileSettings::names, "g++-15,g++");
    public static final Setting<List<String>> ORCHESTRATION_COMPILER = Setting
            .named("chiptest.compile.orchestration-compiler").example("g++-12")
            .meaning("The same for orchestrations and the shim").parsed(CompileSettings::names, "g++");
    public static final Setting<Path> ISA = Setting.named("chiptest.compile.isa").example("/opt/pto-isa")
            .meaning("Folder of a PTO instruction library").parsedElse(Path::of, "`$PTO_ISA_ROOT`, else none");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(CACHE, CACHE_DAYS, CACHE_MEBIBYTES, PARALLELISM, DEADLINE,
            KERNEL_COMPILER, ORCHESTRATION_COMPILER, ISA);

    private CompileSettings() {}

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(noNumber(text), e);
        }
        throw new IllegalArgumentException(noNumber(text));
    }

    private static List<String> names(String text) {
        List<String> names = Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no compiler");
        }
        return names;
    }

    private static String noNumber(String text) {
        return "'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE;
    }
}

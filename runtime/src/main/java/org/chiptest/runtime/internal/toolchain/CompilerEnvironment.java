package org.chiptest.runtime.internal.toolchain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.chiptest.runtime.toolchain.ToolchainSettings;

/** The variables that compilers see: those of the user, less what would make equal compilations differ. */
final class CompilerEnvironment {

    /** They redirect output, colour it, or translate it. */
    private static final Set<String> DROPPED = Set.of("DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES", "GCC_COLORS",
            "GCC_URLS",
            "LANG", "LANGUAGE", "LC_CTYPE", "LC_MESSAGES", "GCC_COMPARE_DEBUG");
    /** They change where headers, libraries and tools are found, or what is written. */
    private static final Set<String> SIGNIFICANT = Set.of("CPATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH",
            "COMPILER_PATH",
            "GCC_EXEC_PREFIX", "LD_RUN_PATH", "LDEMULATION", "GNUTARGET", "CCC_OVERRIDE_OPTIONS");

    private CompilerEnvironment() {}

    /** Return all variables of a compiler. */
    public static Map<String, String> of(ToolchainSettings settings) {
        Map<String, String> variables = new HashMap<>(settings.variables().inherited());
        variables.keySet().removeAll(DROPPED);
        variables.put("LC_ALL", "C");
        variables.put("SOURCE_DATE_EPOCH", "0");
        variables.putAll(settings.variables().added());
        return variables;
    }

    /** Return those that may change what is compiled, as sorted lines. */
    public static List<String> significant(ToolchainSettings settings) {
        Map<String, String> variables = new TreeMap<>();
        of(settings).forEach((name, value) -> {
            if (SIGNIFICANT.contains(name) || name.startsWith("NIX_")) {
                variables.put(name, value);
            }
        });
        variables.putAll(settings.variables().added());
        List<String> lines = new ArrayList<>();
        variables.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }
}

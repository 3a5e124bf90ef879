package org.chiptest.runtime.internal.callable;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.elf.ExportedFunctions;

/** Look whether a library has the function that it is called by, before anybody opens it. */
public final class EntryLookup {

    private static final int MOST_NAMES = 6;
    private static final String MANGLED = "_Z";

    /** What every library has that the toolchain builds. */
    private static final Set<String> FRAMEWORK = Set.of(EntrySymbol.BIND, EntrySymbol.HOOKS, "_init",
            "_fini");

    private EntryLookup() {}

    /**
     * Say what is wrong with a library's functions.
     *
     * @param what   names the library at the start of the text
     * @param symbol the function that it must have
     * @return nothing if it has it, or if the bytes do not tell: then whoever opens it does
     */
    public static Optional<String> complaint(MemorySegment library, String symbol, String what) {
        return ExportedFunctions.of(library).filter(names -> !names.contains(symbol))
                .map(names -> what + " exports " + told(names) + "'" + symbol + "'; "
                        + mangled(names, symbol).map(name -> "'" + name + "' is that function under a C++ name, "
                                + "declare it extern \"C\"")
                                .orElse("define it as an extern \"C\" function of this name"));
    }

    private static Optional<String> mangled(SortedSet<String> names, String symbol) {
        return names.stream().filter(name -> name.startsWith(MANGLED) && name.contains(symbol.length() + symbol))
                .findFirst();
    }

    /** Names that somebody chose come first: templates have many others. */
    private static String told(SortedSet<String> names) {
        List<String> own = names.stream().filter(name -> !FRAMEWORK.contains(name)).toList();
        List<String> chosen = own.stream().filter(name -> !name.startsWith(MANGLED)).toList();
        List<String> told = chosen.isEmpty() ? own : chosen;
        return told.isEmpty()
                ? "no function, and so not "
                : told.stream().limit(MOST_NAMES).map(name -> "'" + name + "'").collect(Collectors.joining(", "))
                        + (told.size() > MOST_NAMES ? " and " + (told.size() - MOST_NAMES) + " more" : "")
                        + " but not ";
    }
}

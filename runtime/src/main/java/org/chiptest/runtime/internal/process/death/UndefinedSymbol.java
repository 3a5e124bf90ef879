package org.chiptest.runtime.internal.process.death;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.callable.MangledName;
import org.jspecify.annotations.Nullable;

/** Say whose source uses a symbol that nothing defines, where the process's loader knows but a file that is gone. */
public final class UndefinedSymbol {

    private static final Pattern REFUSED = Pattern.compile(
            "^(?:kernel (\\d+)|orchestration) of .*cannot open its library: .*undefined symbol: ([\\w$.]+)",
            Pattern.DOTALL);
    private static final Pattern CALLED = Pattern.compile("symbol lookup error: .*undefined symbol: ([\\w$.]+)");

    private final SourceLines lines;

    /** Look for sources in what debuggers read of libraries. */
    public UndefinedSymbol(SourceLines lines) {
        this.lines = lines;
    }

    /** Return what to say instead of the refusal of a callable; nothing if that has another reason. */
    public Optional<String> explain(ChipCallable callable, String refusal) {
        Matcher refused = REFUSED.matcher(refusal);
        return refused.find()
                ? Optional.of(user(callable, refused.group(1)) + " of callable " + callable.name() + " uses "
                        + described(refused.group(2)))
                : Optional.empty();
    }

    /** Return how a process has ended whose code called what was to be looked up at its first call; nothing if it has not. */
    static Optional<String> ending(List<String> log) {
        return log.stream().map(CALLED::matcher).filter(Matcher::find).findFirst()
                .map(called -> "was ended by the loader, as code that ran uses " + described(called.group(1)) + ",");
    }

    private static String described(String symbol) {
        return MangledName.describe(symbol) + ", which nothing defines; define it in the source"
                + (MangledName.plain(symbol).equals(symbol)
                        ? ""
                        : ", or declare it extern \"C\" if it is a function of C");
    }

    private String user(ChipCallable callable, @Nullable String funcId) {
        return funcId == null
                ? "orchestration" + source(Optional.of(callable.orchestration()), DeathReport.entry(callable))
                : "kernel " + funcId
                        + source(DeathReport.kernel(callable, Integer.parseInt(funcId)), EntrySymbol.KERNEL);
    }

    private String source(Optional<MemorySegment> library, String entry) {
        return library.flatMap(bytes -> lines.ofFunction(bytes, entry)).map(line -> " (" + line + ")").orElse("");
    }
}

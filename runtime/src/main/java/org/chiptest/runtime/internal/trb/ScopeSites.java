package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * Where the open scopes stand in the orchestration's source, as file and line. The orchestration's framework notes the place of each scope
 * just before it begins; it is read only for who watches. Used by the orchestrating thread only.
 */
final class ScopeSites {

    private static final long LINE = 8;
    private static final int TEXT_LIMIT = 1024;

    private final String[] sites = new String[ScopeStack.MAX_DEPTH + 1];
    private long noted;

    /** Prepare for a run of an orchestration that notes places at this address, 0 if it does not. */
    void begin(long noted) {
        this.noted = noted;
    }

    /** Return where the scope stands that has just begun, and keep it. */
    String begun(int depth) {
        sites[depth] = read();
        return sites[depth];
    }

    /** Return where the scope at a depth stands. */
    String at(int depth) {
        return sites[depth];
    }

    /** A place is told once: scopes that begin without the framework have none. */
    private String read() {
        long file = noted == 0 ? 0 : NativeMemory.getLong(noted);
        if (file == 0) {
            return "";
        }
        String path = NativeMemory.getString(file, TEXT_LIMIT);
        NativeMemory.putLong(noted, 0);
        return path.substring(path.lastIndexOf('/') + 1) + ":" + NativeMemory.getLong(noted + LINE);
    }
}

package org.chiptest.runtime.internal.toolchain;

/**
 * One thing that must or should be on a machine.
 *
 * @param name what it is
 * @param finding whether it is there and works
 * @param detail what exactly was found, or what is wrong
 * @param fix what to do if it was not found; empty if it was
 */
public record Prerequisite(String name, Finding finding, String detail, String fix) {

    /** Whether a thing is there. */
    public enum Finding {
        /** It is there and works. */
        FOUND,
        /** It is not, and nothing runs without it. */
        MISSING,
        /** It is not, and only those who ask for it or have a failure to explain miss it. */
        ABSENT
    }

    /** Say that something is there. */
    public static Prerequisite found(String name, String detail) {
        return new Prerequisite(name, Finding.FOUND, detail, "");
    }

    /** Say that something is missing without which nothing runs. */
    public static Prerequisite missing(String name, String detail, String fix) {
        return new Prerequisite(name, Finding.MISSING, detail, fix);
    }

    /** Say that something is missing that one can do without. */
    public static Prerequisite absent(String name, String detail, String fix) {
        return new Prerequisite(name, Finding.ABSENT, detail, fix);
    }

    /** Tell whether it is there and works. */
    public boolean found() {
        return finding == Finding.FOUND;
    }
}

package org.chiptest.runtime.toolchain;

/** The kind of core that a kernel is compiled for. */
public enum CoreType {
    /** The cube core. */
    AIC("__DAV_CUBE__"),
    /** The vector core. */
    AIV("__DAV_VEC__");

    private final String macro;

    CoreType(String macro) {
        this.macro = macro;
    }

    /** Return the macro that a kernel for this core sees defined. */
    public String macro() {
        return macro;
    }
}

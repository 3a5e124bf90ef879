package org.chiptest.runtime.internal.callable;

/** The numbers by which prepared and registered callables are run ({@code docs/contract/callables.md#limits-and-ids}). */
public final class CallableIds {

    /** How many there are; they begin with 0. */
    public static final int COUNT = 64;

    private CallableIds() {}

    /** Tell whether a number is one of them. */
    public static boolean contains(int cid) {
        return cid >= 0 && cid < COUNT;
    }
}

package org.chiptest.runtime.internal.hierarchy.memory;

/** A piece of a {@link SlabRing}: made for one slot, and held by every slot that names one of its bytes. */
public final class Slab {

    /** What tasks without outputs to allocate own. */
    public static final Slab NONE = new Slab(0, 0, 0, -1);

    final long begin;
    public final long end;
    final long address;
    /** Index of the ring that it came from. */
    final int ring;

    /** How many slots hold it; without any it is reclaimed, after all that were claimed before it. */
    int holders = 1;

    Slab(long begin, long end, long address, int ring) {
        this.begin = begin;
        this.end = end;
        this.address = address;
        this.ring = ring;
    }

    /** Return where it begins; 0 for {@link #NONE}. */
    public long address() {
        return address;
    }

    /** Return the index of the ring that it came from. */
    public int ring() {
        return ring;
    }

    /** Tell whether somebody still holds it. */
    public boolean isHeld() {
        return holders > 0;
    }

    long length() {
        return end - begin;
    }
}

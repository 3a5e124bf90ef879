package org.chiptest.runtime.hierarchy;

/** A piece of a {@link SlabRing} that one task owns. */
final class Slab {

    /** What tasks without outputs to allocate own. */
    static final Slab NONE = new Slab(0, 0, 0, -1);

    final long begin;
    final long end;
    final long address;
    /** Index of the ring that it came from. */
    final int ring;

    /** Whether the task gave it back; it is reclaimed after all that were claimed before it. */
    boolean released;

    Slab(long begin, long end, long address, int ring) {
        this.begin = begin;
        this.end = end;
        this.address = address;
        this.ring = ring;
    }
}

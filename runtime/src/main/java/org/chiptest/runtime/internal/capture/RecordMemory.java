package org.chiptest.runtime.internal.capture;

/** Say how much memory a device's runs are recorded in; it is sparse, so only what is recorded counts. */
public final class RecordMemory {

    /** What there is unless somebody says otherwise: room for millions of kernel calls. */
    public static final long STANDARD_BYTES = 256L << 20;

    /** What recording needs at least. */
    public static final long LEAST_BYTES = RecordsDescriptor.FIRST_CHUNK + RecordsDescriptor.CHUNK_SIZE * 4;

    private RecordMemory() {}
}

package org.chiptest.engine.internal.device;

/** What a device's process writes to its standard output and error. */
public interface DeviceLog {

    /** Return the place up to which it is written now. */
    long mark();

    /** Return what was written behind a mark. */
    String since(long mark);
}

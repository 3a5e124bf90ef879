package org.chiptest.engine.internal.summary;

/**
 * Say which part of all tests a run has run, so that it can be checked when the parts are put together.
 *
 * @param index       number of the part, from 1
 * @param total       number of parts
 * @param tests       tests of this part
 * @param allTests    tests of all parts
 * @param fingerprint of the names of all tests; equal in all parts of one whole
 * @param history     digest of the file by which they are balanced, equal in all parts too; empty if they are not
 */
public record ShardRecord(int index, int total, int tests, int allTests, String fingerprint,
        String history) {

    /** Return it as JSON. */
    String toJson() {
        return "{\"index\": " + index + ", \"total\": " + total + ", \"tests\": " + tests + ", \"allTests\": "
                + allTests
                + ", \"fingerprint\": \"" + fingerprint + "\", \"history\": \"" + history + "\"}";
    }

    @Override
    public String toString() {
        return "shard " + index + "/" + total + " with " + tests + " of " + allTests + " tests";
    }
}

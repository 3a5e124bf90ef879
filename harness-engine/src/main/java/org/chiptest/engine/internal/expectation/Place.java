package org.chiptest.engine.internal.expectation;

/**
 * Where an expectation stands.
 *
 * @param file name of the file in the folder of expectations
 * @param line from 1
 */
record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}

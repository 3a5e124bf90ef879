package org.chiptest.engine.internal.expectation;

/**
 * Say what is wrong with expectations.
 *
 * @param place   the file, with the line if it is one
 * @param message what was found, and what to do
 */
public record Complaint(String place, String message) {}

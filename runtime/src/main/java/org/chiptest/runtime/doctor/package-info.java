/** Tell what a machine lacks to run chiptest. For everybody, from a command line. */
@NullMarked
package org.chiptest.runtime.doctor;

import org.jspecify.annotations.NullMarked;

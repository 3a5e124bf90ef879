/** Tells what a machine lacks to run chiptest. */
@NullMarked
package org.chiptest.runtime.doctor;

import org.jspecify.annotations.NullMarked;

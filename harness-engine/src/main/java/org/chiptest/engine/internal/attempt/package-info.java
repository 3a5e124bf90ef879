/** One attempt at one test on the device that it was given: its call, its folder and what it publishes. */
@NullMarked
package org.chiptest.engine.internal.attempt;

import org.jspecify.annotations.NullMarked;

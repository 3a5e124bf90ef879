/** Tests of the conformance kit: what it finds of our runtime, and of one that does wrong what it is told. */
@NullMarked
package org.chiptest.engine.internal.conformance;

import org.jspecify.annotations.NullMarked;

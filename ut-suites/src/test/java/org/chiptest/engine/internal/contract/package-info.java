/** Tests of sequences and of the model of what they come to. */
@NullMarked
package org.chiptest.engine.internal.contract;

import org.jspecify.annotations.NullMarked;

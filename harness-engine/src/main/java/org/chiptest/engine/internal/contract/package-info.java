/** What a prepared callable promises: rules as sequences of steps, a model of what they come to, and the check of both. */
@NullMarked
package org.chiptest.engine.internal.contract;

import org.jspecify.annotations.NullMarked;

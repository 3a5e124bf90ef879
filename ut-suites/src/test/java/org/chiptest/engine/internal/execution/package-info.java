/** Tests of how tests share devices. */
@NullMarked
package org.chiptest.engine.internal.execution;

import org.jspecify.annotations.NullMarked;

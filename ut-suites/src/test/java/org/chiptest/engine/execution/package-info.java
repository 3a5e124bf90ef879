/** Tests of how tests share devices. */
@NullMarked
package org.chiptest.engine.execution;

import org.jspecify.annotations.NullMarked;

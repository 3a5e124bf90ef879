/** Tests of the engine as the platform sees it: what is discovered, and which events execution fires. */
@NullMarked
package org.chiptest.engine.internal;

import org.jspecify.annotations.NullMarked;

/** Running the tests of a tree on leased devices. */
@NullMarked
package org.chiptest.engine.internal.execution;

import org.jspecify.annotations.NullMarked;

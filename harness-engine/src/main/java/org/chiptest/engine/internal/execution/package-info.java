/** The order and the attempts in which the tests of a tree run. */
@NullMarked
package org.chiptest.engine.internal.execution;

import org.jspecify.annotations.NullMarked;

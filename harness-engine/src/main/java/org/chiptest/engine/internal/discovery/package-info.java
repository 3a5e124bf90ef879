/** From selectors and settings to the test tree. */
@NullMarked
package org.chiptest.engine.internal.discovery;

import org.jspecify.annotations.NullMarked;

/** What all tests of one run share: their listeners, their classes, their folders, and which of them ran where. */
@NullMarked
package org.chiptest.engine.internal.run;

import org.jspecify.annotations.NullMarked;

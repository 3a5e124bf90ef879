/** Tests of what codes of devices mean. */
@NullMarked
package org.chiptest.engine.internal.meaning;

import org.jspecify.annotations.NullMarked;

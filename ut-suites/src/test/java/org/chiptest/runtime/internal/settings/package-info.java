@NullMarked
package org.chiptest.runtime.internal.settings;

import org.jspecify.annotations.NullMarked;

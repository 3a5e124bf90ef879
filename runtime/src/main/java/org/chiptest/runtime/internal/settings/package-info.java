/** What a run is told from outside: settings, as every module declares them, the environment and clocks of the machine. */
@NullMarked
package org.chiptest.runtime.internal.settings;

import org.jspecify.annotations.NullMarked;

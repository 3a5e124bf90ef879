/** What devices share: how a request is written down, a device in front of another one, and the page that a device counts in. */
@NullMarked
package org.chiptest.runtime.internal.device;

import org.jspecify.annotations.NullMarked;

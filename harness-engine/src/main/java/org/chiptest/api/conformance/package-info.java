/** Whether a device runtime keeps to the contract. For who makes runtimes. */
@NullMarked
package org.chiptest.api.conformance;

import org.jspecify.annotations.NullMarked;

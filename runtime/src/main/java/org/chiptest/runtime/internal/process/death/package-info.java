/** What is said about a process that has ended or does not answer. */
@NullMarked
package org.chiptest.runtime.internal.process.death;

import org.jspecify.annotations.NullMarked;

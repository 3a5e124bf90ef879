/** Read as much of ELF files as identifies a library and tell whether this machine can open it. */
@NullMarked
package org.chiptest.runtime.internal.elf;

import org.jspecify.annotations.NullMarked;

/**
 * What JUnit loads of the engine before anything else. It is compiled for Java 17, so that an older JVM can load it and say which one is
 * needed; hence it uses nothing of the other packages, but by their names.
 */
@NullMarked
package org.chiptest.engine.internal.entry;

import org.jspecify.annotations.NullMarked;

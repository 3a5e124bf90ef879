/** One child of a host worker as its thread sees it, whatever it is. */
@NullMarked
package org.chiptest.runtime.internal.hierarchy.child;

import org.jspecify.annotations.NullMarked;

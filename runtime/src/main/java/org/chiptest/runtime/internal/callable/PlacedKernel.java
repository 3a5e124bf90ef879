package org.chiptest.runtime.internal.callable;

import org.chiptest.runtime.callable.CoreCallable;

/**
 * Show a kernel of a callable at the place where its copy lies.
 *
 * @param index   position among the callable's children
 * @param funcId  id by which tasks name the kernel
 * @param kernel  the kernel in the caller's image
 * @param address address of the kernel's image in the copy
 */
public record PlacedKernel(int index, int funcId, CoreCallable kernel, long address) {}

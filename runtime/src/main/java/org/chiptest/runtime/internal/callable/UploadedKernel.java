package org.chiptest.runtime.internal.callable;

/**
 * Tell where an uploaded kernel is.
 *
 * @param funcId          id by which tasks name the kernel
 * @param address         address of the kernel's image in the copy
 * @param functionAddress address of the kernel's function, which also stands in the kernel's image
 */
public record UploadedKernel(int funcId, long address, long functionAddress) {}

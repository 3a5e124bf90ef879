package org.chiptest.runtime.internal.callable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.callable.ChipCallable;

/**
 * Tell what an upload made of a callable: the one way by which images reach a device, whatever its runtime and kind
 * ({@code docs/contract/devices.md#prepare}).
 *
 * @param base    address of the copy for whoever runs the kernels, 0 if there is no copy because there are no kernels
 * @param kernels where the kernels are, in the order of the image
 */
public record UploadedCallable(long base, List<UploadedKernel> kernels) {

    public UploadedCallable {
        kernels = List.copyOf(kernels);
    }

    /**
     * Copy a callable's image, find the function of each kernel, in the order of the image, and write its address
     * into the copy. The callable itself is never written. Without kernels nothing is copied.
     *
     * <p>What the resolution throws is thrown on; the copy is unusable then, and what was loaded before is the
     * resolution's to release.
     *
     * @param copy where the image is copied to; more bytes than it has are left alone
     * @throws IndexOutOfBoundsException if the copy is shorter than the image; nothing has been written then
     */
    public static UploadedCallable upload(ChipCallable callable, MemorySegment copy, KernelResolution resolution) {
        if (callable.childCount() == 0) {
            return new UploadedCallable(0, List.of());
        }
        if (copy.byteSize() < callable.byteSize()) {
            throw new IndexOutOfBoundsException("the image of a callable is " + callable.byteSize()
                    + " bytes long, there is room for " + copy.byteSize() + "; allocate its byteSize()");
        }
        long base = resolution.base(copy);
        MemorySegment.copy(callable.image(), 0, copy, 0, callable.byteSize());
        List<UploadedKernel> kernels = new ArrayList<>(callable.childCount());
        for (int i = 0; i < callable.childCount(); i++) {
            long start = ChipCallableDescriptor.STORAGE + callable.childOffset(i);
            PlacedKernel kernel = new PlacedKernel(i, callable.childFuncId(i), callable.child(i), base + start);
            long function = resolution.functionAddress(kernel);
            copy.set(CoreCallableDescriptor.ADDRESS, start + CoreCallableDescriptor.RESOLVED_ADDR, function);
            kernels.add(new UploadedKernel(kernel.funcId(), kernel.address(), function));
        }
        return new UploadedCallable(base, kernels);
    }

    /** Tell whether a copy that was made by an upload is one of this callable: all is equal but for the addresses of the functions. */
    public static boolean isCopyOf(ChipCallable callable, MemorySegment copy) {
        if (copy.byteSize() != callable.byteSize()) {
            return false;
        }
        long compared = 0;
        for (long start : IntStream.range(0, callable.childCount()).mapToLong(callable::childOffset).sorted()
                .toArray()) {
            long address = ChipCallableDescriptor.STORAGE + start + CoreCallableDescriptor.RESOLVED_ADDR;
            if (differ(callable.image(), copy, compared, address)) {
                return false;
            }
            compared = address + CoreCallableDescriptor.ADDRESS.byteSize();
        }
        return !differ(callable.image(), copy, compared, callable.byteSize());
    }

    private static boolean differ(MemorySegment image, MemorySegment copy, long from, long to) {
        return MemorySegment.mismatch(image, from, to, copy, from, to) >= 0;
    }
}

package org.chiptest.runtime.callable;

import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.BINARY;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.BINARY_SIZE;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.MAX_SIGNATURE;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.PADDING;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.RESOLVED_ADDR;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.SIGNATURE;
import static org.chiptest.runtime.internal.callable.CoreCallableDescriptor.SIG_COUNT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.CoreCallableDescriptor;

/**
 * Hold the image of one kernel: its signature and its binary ({@code docs/contract/callables.md#kernel-image}).
 *
 * <p>An instance is checked and never changes.
 */
public final class CoreCallable {

    private static final long MAX_BINARY_SIZE = ChipCallableLayout.MAX_IMAGE_SIZE - BINARY;

    private final MemorySegment image;
    private final List<ArgDirection> signature;

    private CoreCallable(MemorySegment image, List<ArgDirection> signature) {
        this.image = image.asReadOnly();
        this.signature = signature;
    }

    /**
     * Build the image of a kernel.
     *
     * @param binary the kernel's bytes, a shared object in simulation; may be empty
     * @throws IllegalArgumentException if the signature has more than {@value CoreCallableDescriptor#MAX_SIGNATURE}
     *                                 entries
     */
    public static CoreCallable of(List<ArgDirection> signature, byte[] binary) {
        return of(signature, MemorySegment.ofArray(binary));
    }

    /** Build the image of a kernel from a file, see {@link #of(List, byte[])}. */
    public static CoreCallable of(List<ArgDirection> signature, Path file) {
        return of(signature, ChipCallable.bytes(file));
    }

    /** Build the image of a kernel, see {@link #of(List, byte[])}; the segment is copied. */
    public static CoreCallable of(List<ArgDirection> signature, MemorySegment binary) {
        List<ArgDirection> checked = ImageField.requireSignature(signature, MAX_SIGNATURE, "a kernel");
        if (binary.byteSize() > MAX_BINARY_SIZE) {
            throw new CallableFormatException("a kernel of " + binary.byteSize() + " bytes is too long, at most "
                    + MAX_BINARY_SIZE + " are possible");
        }
        MemorySegment image = MemorySegment.ofArray(new byte[(int) (BINARY + binary.byteSize())]);
        ImageField.writeSignature(checked, image, SIGNATURE, SIG_COUNT);
        image.set(ImageField.I32, BINARY_SIZE, (int) binary.byteSize());
        MemorySegment.copy(binary, 0, image, BINARY, binary.byteSize());
        return new CoreCallable(image, checked);
    }

    /**
     * Copy and check the kernel image at the start of a segment; bytes behind it are not looked at.
     *
     * @throws IllegalArgumentException if there is no valid fresh image
     */
    public static CoreCallable parse(MemorySegment source) {
        long size = sizeAt(source, 0, "kernel image");
        byte[] own = source.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
        return view(MemorySegment.ofArray(own), 0, "kernel image");
    }

    /** Check the kernel image at an offset of an image that never changes, and keep a view of it. */
    static CoreCallable view(MemorySegment image, long offset, String where) {
        MemorySegment own = image.asSlice(offset, sizeAt(image, offset, where));
        List<ArgDirection> signature = ImageField.readSignature(own, SIGNATURE, SIG_COUNT, MAX_SIGNATURE, where);
        long resolved = own.get(CoreCallableDescriptor.ADDRESS, RESOLVED_ADDR);
        if (resolved != 0) {
            throw new CallableFormatException(where + ": resolved_addr is 0x" + Long.toHexString(resolved)
                    + ", but must be 0 in an image that was not uploaded; pass the original image, not its copy on a device");
        }
        ImageField.requireZeros(own, PADDING, BINARY, where);
        return new CoreCallable(own, signature);
    }

    /** Measure the kernel image at an offset and check that the source holds all of it. */
    static long sizeAt(MemorySegment source, long offset, String where) {
        long room = source.byteSize() - offset;
        if (room < BINARY) {
            throw new CallableFormatException(where + ": truncated: its header takes " + BINARY + " bytes, only "
                    + Math.max(room, 0) + " are here");
        }
        long size = BINARY + ImageField.unsigned(source, offset + BINARY_SIZE);
        if (size > ChipCallableLayout.MAX_IMAGE_SIZE) {
            throw new CallableFormatException(where + ": binary_size makes it " + size + " bytes long, at most "
                    + ChipCallableLayout.MAX_IMAGE_SIZE + " are possible");
        }
        if (room < size) {
            throw new CallableFormatException(where + ": truncated: binary_size makes it " + size + " bytes long, only "
                    + room + " are here");
        }
        return size;
    }

    /** Return the directions of the kernel's arguments. */
    public List<ArgDirection> signature() {
        return signature;
    }

    /** Return the kernel's bytes, read-only. */
    public MemorySegment binary() {
        return image.asSlice(BINARY);
    }

    /** Return the whole image, read-only. */
    public MemorySegment image() {
        return image;
    }

    /** Return the length of the whole image in bytes. */
    public long byteSize() {
        return image.byteSize();
    }
}

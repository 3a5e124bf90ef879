package org.chiptest.runtime.callable;

import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.STORAGE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.UploadedCallable;
import org.jspecify.annotations.Nullable;

/**
 * Hold the image of a callable: an orchestration, the names of its symbols, and its kernels ({@code docs/contract/callables.md}).
 *
 * <p>An instance is checked and never changes; what a device writes goes into a private copy ({@link UploadedCallable}).
 * Two callables are equal if their images are, byte for byte.
 */
public final class ChipCallable {

    private final MemorySegment image;
    private final ChipCallableLayout layout;
    private final List<CoreCallable> children;
    private final long contentHash;
    private final String name;

    private ChipCallable(byte[] bytes, String name) {
        this.name = name;
        image = MemorySegment.ofArray(bytes).asReadOnly();
        layout = ChipCallableLayout.of(image);
        children = new ArrayList<>(layout.children().size());
        for (int i = 0; i < layout.children().size(); i++) {
            children.add(CoreCallable.view(image, layout.childStart(i), layout.describeChild(i)));
        }
        contentHash = Fnv1a64.hash(image);
    }

    /** Start a callable without signature, orchestration, names and children. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Copy and check the image at the start of a segment; bytes behind it are not looked at.
     *
     * @throws IllegalArgumentException if there is no valid fresh image
     */
    public static ChipCallable parse(MemorySegment image) {
        long size = ChipCallableLayout.of(image).totalSize();
        return new ChipCallable(image.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE), "");
    }

    /** Copy and check the image at the start of an array, see {@link #parse(MemorySegment)}. */
    public static ChipCallable parse(byte[] image) {
        return parse(MemorySegment.ofArray(image));
    }

    /**
     * Read and check the image at the start of a file, see {@link #parse(MemorySegment)}.
     *
     * @throws IllegalArgumentException if there is no valid fresh image; it names the file
     * @throws UncheckedIOException    if the file cannot be read
     */
    public static ChipCallable parse(Path file) {
        byte[] image = bytes(file);
        try {
            return parse(image);
        } catch (CallableFormatException e) {
            throw new CallableFormatException(file + ": " + e.getMessage(), e);
        }
    }

    /** Return the whole image, read-only. */
    public MemorySegment image() {
        return image;
    }

    /** Return the length of the whole image in bytes. */
    public long byteSize() {
        return image.byteSize();
    }

    /** Return the FNV-1a hash of the whole image. */
    public long contentHash() {
        return contentHash;
    }

    /** Say where everything lies in the image. */
    ChipCallableLayout layout() {
        return layout;
    }

    /** Return the directions of the orchestration's arguments. */
    public List<ArgDirection> signature() {
        return layout.signature();
    }

    /** Return what messages call it: the name that it was given, or else the symbol of its entry; empty if it has neither. */
    public String name() {
        return name.isEmpty() ? functionName() : name;
    }

    /** Return the symbol of the orchestration's entry, empty if it was not set. */
    public String functionName() {
        return layout.functionName();
    }

    /** Return the symbol of the orchestration's configuration function, empty if it was not set. */
    public String configName() {
        return layout.configName();
    }

    /** Return the orchestration's bytes, read-only. */
    public MemorySegment orchestration() {
        return image.asSlice(STORAGE, layout.orchestrationSize());
    }

    /** Return the number of kernels. */
    public int childCount() {
        return children.size();
    }

    /** Return the id by which tasks name a kernel. */
    public int childFuncId(int index) {
        return layout.children().get(requireChild(index)).funcId();
    }

    /** Return the first byte of a kernel's image, counted from the storage of this image. */
    public int childOffset(int index) {
        return (int) layout.children().get(requireChild(index)).offset();
    }

    /** Return a view of a kernel in this image. */
    public CoreCallable child(int index) {
        return children.get(requireChild(index));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof ChipCallable that && contentHash == that.contentHash
                && image.mismatch(that.image) == -1;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(contentHash);
    }

    @Override
    public String toString() {
        return "ChipCallable(" + (name().isEmpty() ? "no function name" : name()) + ", " + childCount()
                + " children, " + byteSize() + " bytes, content hash 0x" + Long.toHexString(contentHash) + ")";
    }

    /** Read what an image or a part of one is made of. */
    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ", which a callable is made of", e);
        }
    }

    private int requireChild(int index) {
        if (index < 0 || index >= children.size()) {
            throw new IndexOutOfBoundsException(
                    "child " + index + " was asked for, but the callable has " + children.size() + " children");
        }
        return index;
    }

    /** Collect the parts of a callable; the limits are checked by {@link #build}. */
    public static final class Builder {

        private List<ArgDirection> signature = List.of();
        private MemorySegment orchestration = MemorySegment.ofArray(new byte[0]);
        private String functionName = "";
        private String configName = "";
        private String name = "";
        private final List<Integer> funcIds = new ArrayList<>();
        private final List<CoreCallable> kernels = new ArrayList<>();

        private Builder() {}

        /** Set the directions of the orchestration's arguments. */
        public Builder signature(List<ArgDirection> signature) {
            this.signature = List.copyOf(signature);
            return this;
        }

        /** Set the directions of the orchestration's arguments. */
        public Builder signature(ArgDirection... signature) {
            return signature(List.of(signature));
        }

        /** Set the orchestration's bytes; they may be empty as long as nothing opens them. */
        public Builder orchestration(byte[] binary) {
            return orchestration(MemorySegment.ofArray(binary));
        }

        /**
         * Set the orchestration to what a file contains.
         *
         * @throws UncheckedIOException if the file cannot be read
         */
        public Builder orchestration(Path file) {
            return orchestration(bytes(file));
        }

        /** Set the orchestration's bytes; they are copied by {@link #build}. */
        public Builder orchestration(MemorySegment binary) {
            orchestration = Objects.requireNonNull(binary);
            return this;
        }

        /** Set the symbol of the orchestration's entry. */
        public Builder functionName(String name) {
            functionName = name;
            return this;
        }

        /** Set the symbol of the orchestration's configuration function. */
        public Builder configName(String name) {
            configName = name;
            return this;
        }

        /** Say what messages call the callable. It is no part of the image: a callable is equal to one of another name. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** Add a kernel under the id by which tasks name it. */
        public Builder child(int funcId, CoreCallable kernel) {
            funcIds.add(funcId);
            kernels.add(kernel);
            return this;
        }

        /**
         * Build the image.
         *
         * @throws IllegalArgumentException if a count, a name, a func id or the size is outside its limits
         */
        public ChipCallable build() {
            ChipCallableLayout layout = ChipCallableLayout.plan(signature, orchestration.byteSize(), functionName,
                    configName, funcIds, kernels);
            byte[] bytes = new byte[(int) layout.totalSize()];
            MemorySegment image = MemorySegment.ofArray(bytes);
            layout.writeHeader(image);
            MemorySegment.copy(orchestration, 0, image, STORAGE, orchestration.byteSize());
            for (int i = 0; i < kernels.size(); i++) {
                CoreCallable kernel = kernels.get(i);
                MemorySegment.copy(kernel.image(), 0, image, layout.childStart(i), kernel.byteSize());
            }
            return new ChipCallable(bytes, name);
        }
    }
}

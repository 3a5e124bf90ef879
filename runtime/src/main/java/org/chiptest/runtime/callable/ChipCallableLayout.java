package org.chiptest.runtime.callable;

import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.BINARY_SIZE;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CHILD_ALIGNMENT;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CHILD_COUNT;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CHILD_FUNC_IDS;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CHILD_OFFSETS;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CONFIG_NAME;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.CONFIG_NAME_LEN;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.FUNC_NAME;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.FUNC_NAME_LEN;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.MAX_CHILDREN;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.MAX_FUNC_ID;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.MAX_SIGNATURE;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.SIGNATURE;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.SIG_COUNT;
import static org.chiptest.runtime.internal.callable.ChipCallableDescriptor.STORAGE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.ChipCallableDescriptor;

/**
 * Say where everything lies in the image of a chip callable: the one place where sizes and offsets are computed and
 * checked ({@code docs/contract/callables.md}).
 *
 * @param signature         directions of the orchestration's arguments
 * @param orchestrationSize length of the orchestration in bytes
 * @param functionName      symbol of the orchestration's entry, may be empty
 * @param configName        symbol of the orchestration's configuration function, may be empty
 * @param children          the kernels in the order of the image
 */
record ChipCallableLayout(List<ArgDirection> signature, long orchestrationSize, String functionName,
        String configName, List<Child> children) {

    /** The longest image in bytes: an image is held in one array. */
    static final long MAX_IMAGE_SIZE = Integer.MAX_VALUE - 8;

    private static final String FUNC_NAME_FIELD = "func_name";
    private static final String CONFIG_NAME_FIELD = "config_name";

    /**
     * Say where one kernel lies.
     *
     * @param funcId id by which tasks name the kernel
     * @param offset first byte of its image, counted from the storage
     * @param size   length of its image in bytes
     */
    public record Child(int funcId, long offset, long size) {

        long end() {
            return offset + size;
        }
    }

    public ChipCallableLayout {
        signature = List.copyOf(signature);
        children = List.copyOf(children);
    }

    /**
     * Lay children out behind an orchestration, each at the next multiple of
     * {@value ChipCallableDescriptor#CHILD_ALIGNMENT}.
     *
     * @throws CallableFormatException if a count, a name, a func id or the size is outside its limits
     */
    static ChipCallableLayout plan(List<ArgDirection> signature, long orchestrationSize, String functionName,
            String configName, List<Integer> funcIds, List<CoreCallable> kernels) {
        ImageField.requireSignature(signature, MAX_SIGNATURE, "a callable");
        ImageField.requireName(functionName, FUNC_NAME_FIELD);
        ImageField.requireName(configName, CONFIG_NAME_FIELD);
        requireChildCount(kernels.size());
        List<Child> children = new ArrayList<>(kernels.size());
        long end = orchestrationSize;
        for (int i = 0; i < kernels.size(); i++) {
            Child child = new Child(funcIds.get(i), alignUp(end), kernels.get(i).byteSize());
            children.add(child);
            end = child.end();
        }
        requireFuncIds(children);
        if (STORAGE + end > MAX_IMAGE_SIZE) {
            throw new CallableFormatException("a callable of " + (STORAGE + end) + " bytes is too long, at most "
                    + MAX_IMAGE_SIZE + " are possible; strip its libraries of debug information");
        }
        return new ChipCallableLayout(signature, orchestrationSize, functionName, configName, children);
    }

    /**
     * Read the layout of the image at the start of a segment and check all of it except the kernels' own headers;
     * bytes behind the image are not looked at.
     *
     * @throws CallableFormatException if there is no valid image
     */
    public static ChipCallableLayout of(MemorySegment image) {
        if (image.byteSize() < STORAGE) {
            throw new CallableFormatException("callable image: truncated: its header takes " + STORAGE
                    + " bytes, only " + image.byteSize() + " are here");
        }
        ChipCallableLayout layout = new ChipCallableLayout(
                ImageField.readSignature(image, SIGNATURE, SIG_COUNT, MAX_SIGNATURE, "callable image"),
                readOrchestrationSize(image), ImageField.readName(image, FUNC_NAME, FUNC_NAME_LEN, FUNC_NAME_FIELD),
                ImageField.readName(image, CONFIG_NAME, CONFIG_NAME_LEN, CONFIG_NAME_FIELD), readChildren(image));
        requireFuncIds(layout.children());
        layout.requireOrder();
        layout.requireEmptyGaps(image);
        return layout;
    }

    /** Return the bytes behind the header that the image uses. */
    public long storageUsed() {
        return children.isEmpty() ? orchestrationSize : children.getLast().end();
    }

    /** Return the length of the whole image in bytes. */
    public long totalSize() {
        return STORAGE + storageUsed();
    }

    /** Return the first byte of a child's image, counted from the start of the callable's image. */
    public long childStart(int index) {
        return STORAGE + children.get(index).offset();
    }

    /** Name a child in messages. */
    String describeChild(int index) {
        return "callable image: child " + index + " (func id " + children.get(index).funcId() + ") at byte "
                + childStart(index);
    }

    /** Write the header into a segment of zeros. */
    void writeHeader(MemorySegment image) {
        ImageField.writeSignature(signature, image, SIGNATURE, SIG_COUNT);
        image.set(ImageField.I32, BINARY_SIZE, (int) orchestrationSize);
        ImageField.writeName(functionName, FUNC_NAME_FIELD, image, FUNC_NAME, FUNC_NAME_LEN);
        ImageField.writeName(configName, CONFIG_NAME_FIELD, image, CONFIG_NAME, CONFIG_NAME_LEN);
        for (int i = 0; i < children.size(); i++) {
            image.set(ImageField.I32, CHILD_FUNC_IDS + 4L * i, children.get(i).funcId());
            image.set(ImageField.I32, CHILD_OFFSETS + 4L * i, (int) children.get(i).offset());
        }
        image.set(ImageField.I32, CHILD_COUNT, children.size());
    }

    private static void requireChildCount(int count) {
        if (count > MAX_CHILDREN) {
            throw new CallableFormatException("child_count exceeds MaxChildren: a callable of " + count
                    + " children, at most " + MAX_CHILDREN + " are possible");
        }
        if (count < 0) {
            throw new CallableFormatException(
                    "callable image: child_count is " + count + "; it must be 0 to " + MAX_CHILDREN);
        }
    }

    private static long alignUp(long offset) {
        return (offset + CHILD_ALIGNMENT - 1) & -CHILD_ALIGNMENT;
    }

    private static void requireFuncIds(List<Child> children) {
        int[] firstChild = new int[MAX_FUNC_ID];
        for (int i = 0; i < children.size(); i++) {
            int funcId = children.get(i).funcId();
            if (funcId < 0 || funcId >= MAX_FUNC_ID) {
                throw new CallableFormatException("child " + i + " has func id " + funcId + "; it must be 0 to "
                        + (MAX_FUNC_ID - 1));
            }
            if (firstChild[funcId] != 0) {
                throw new CallableFormatException("children " + (firstChild[funcId] - 1) + " and " + i
                        + " both have func id " + funcId + "; give each kernel its own");
            }
            firstChild[funcId] = i + 1;
        }
    }

    private static long readOrchestrationSize(MemorySegment image) {
        long size = ImageField.unsigned(image, BINARY_SIZE);
        if (STORAGE + size > image.byteSize()) {
            throw new CallableFormatException("callable image: truncated: its orchestration is " + size
                    + " bytes long and starts at byte " + STORAGE + ", only " + image.byteSize() + " bytes are here");
        }
        return size;
    }

    private static List<Child> readChildren(MemorySegment image) {
        int count = image.get(ImageField.I32, CHILD_COUNT);
        requireChildCount(count);
        ImageField.requireZeros(image, CHILD_FUNC_IDS + 4L * count, CHILD_OFFSETS,
                "callable image: unused child_func_ids");
        ImageField.requireZeros(image, CHILD_OFFSETS + 4L * count, CHILD_COUNT, "callable image: unused child_offsets");
        List<Child> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int funcId = image.get(ImageField.I32, CHILD_FUNC_IDS + 4L * i);
            long offset = ImageField.unsigned(image, CHILD_OFFSETS + 4L * i);
            String where = "callable image: child " + i + " (func id " + funcId + ") at byte " + (STORAGE + offset);
            if (offset % CHILD_ALIGNMENT != 0) {
                throw new CallableFormatException(where + ": child_offsets[" + i + "] is " + offset
                        + "; it must be a multiple of " + CHILD_ALIGNMENT);
            }
            children.add(new Child(funcId, offset, CoreCallable.sizeAt(image, STORAGE + offset, where)));
        }
        return children;
    }

    private void requireOrder() {
        long end = orchestrationSize;
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            if (child.offset() < end) {
                throw new CallableFormatException(describeChild(i) + ": child_offsets[" + i + "] is " + child.offset()
                        + ", but " + (i == 0 ? "the orchestration" : "child " + (i - 1)) + " ends at " + end
                        + "; children must follow each other without overlapping");
            }
            end = child.end();
        }
        if (STORAGE + end > MAX_IMAGE_SIZE) {
            throw new CallableFormatException("callable image: it is " + (STORAGE + end) + " bytes long, at most "
                    + MAX_IMAGE_SIZE + " are possible");
        }
    }

    private void requireEmptyGaps(MemorySegment image) {
        long end = orchestrationSize;
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            ImageField.requireZeros(image, STORAGE + end, STORAGE + child.offset(),
                    describeChild(i) + ": gap before it");
            end = child.end();
        }
    }
}

package org.chiptest.runtime.args;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.bits.ScalarBits;
import org.jspecify.annotations.Nullable;

/**
 * Collect the arguments of one task: first its tensors, then its scalars.
 *
 * <p>There is no limit to their number here; the chip takes at most
 * {@value ChipStorageTaskArgsDescriptor#MAX_TENSORS} tensors and {@value ChipStorageTaskArgsDescriptor#MAX_SCALARS}
 * scalars, which is checked when the arguments are written for it. Not thread-safe.
 */
public final class TaskArgs {

    private final List<ContinuousTensor> tensors = new ArrayList<>();
    /** What owns the memory of tensors: arguments may be used long after they were collected. */
    private final List<TensorArgument> owners = new ArrayList<>(0);
    private final List<TensorArgType> tags = new ArrayList<>();
    private long[] scalars = new long[8];
    private int scalarCount;

    /** Add a tensor that the task reads ({@link TensorArgType#INPUT}). */
    public TaskArgs tensor(TensorArgument tensor) {
        return tensor(tensor, TensorArgType.INPUT);
    }

    /**
     * Add a tensor with a tag.
     *
     * @throws IllegalStateException if a scalar was added before
     */
    public TaskArgs tensor(TensorArgument tensor, TensorArgType tag) {
        if (scalarCount > 0) {
            throw new IllegalStateException("tensor after scalar: argument " + (tensors.size() + scalarCount)
                    + " is a tensor, but " + scalarCount + " scalar(s) were added before it; add all tensors first");
        }
        tensors.add(tensor.argument());
        if (!(tensor instanceof ContinuousTensor)) {
            owners.add(tensor);
        }
        tags.add(tag);
        return this;
    }

    /** Add a scalar as the 64 bits in which it travels. */
    public TaskArgs scalar(long bits) {
        if (scalarCount == scalars.length) {
            scalars = Arrays.copyOf(scalars, scalarCount * 2);
        }
        scalars[scalarCount++] = bits;
        return this;
    }

    /** Add a scalar of four bytes; the upper four are 0. */
    public TaskArgs scalar(int value) {
        return scalar(ScalarBits.of(value));
    }

    /** Add a scalar of two bytes; the upper six are 0. */
    public TaskArgs scalar(short value) {
        return scalar(ScalarBits.of(value));
    }

    /** Add a scalar of one byte; the upper seven are 0. */
    public TaskArgs scalar(byte value) {
        return scalar(ScalarBits.of(value));
    }

    /** Add 1 for true and 0 for false. */
    public TaskArgs scalar(boolean value) {
        return scalar(ScalarBits.of(value));
    }

    /** Add the 32-bit pattern of a {@code float}. */
    public TaskArgs scalar(float value) {
        return scalar(ScalarBits.of(value));
    }

    /** Add the 64-bit pattern of a {@code double}. */
    public TaskArgs scalar(double value) {
        return scalar(ScalarBits.of(value));
    }

    /** Copy the collection as it is now; the tensors themselves are the same. */
    public TaskArgs copy() {
        TaskArgs copy = new TaskArgs();
        copy.tensors.addAll(tensors);
        copy.owners.addAll(owners);
        copy.tags.addAll(tags);
        copy.scalars = scalars.clone();
        copy.scalarCount = scalarCount;
        return copy;
    }

    /** Return the number of tensors added so far. */
    public int tensorCount() {
        return tensors.size();
    }

    /** Return a tensor by its position among the tensors. */
    public ContinuousTensor tensor(int index) {
        return tensors.get(index);
    }

    /** Return the tag of a tensor by its position among the tensors. */
    public TensorArgType tag(int index) {
        return tags.get(index);
    }

    /** Return the number of scalars added so far. */
    public int scalarCount() {
        return scalarCount;
    }

    /** Return the bits of a scalar by its position among the scalars. */
    public long scalarBits(int index) {
        return scalars[Objects.checkIndex(index, scalarCount)];
    }

    /**
     * Check that no tensor was given back since it was added.
     *
     * @throws IllegalStateException if one was: its memory may be somebody else's by now
     */
    public void requireLive() {
        owners.forEach(TensorArgument::requireLive);
    }

    /** Compare tensors, tags and scalars. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskArgs that && tensors.equals(that.tensors) && tags.equals(that.tags)
                && Arrays.equals(scalars, 0, scalarCount, that.scalars, 0, that.scalarCount);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tensors, tags, Arrays.hashCode(Arrays.copyOf(scalars, scalarCount)));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TaskArgs(");
        for (int i = 0; i < tensors.size(); i++) {
            ContinuousTensor tensor = tensors.get(i);
            text.append(i == 0 ? "" : ", ").append(tags.get(i)).append(' ').append(tensor.dtype())
                    .append(tensor.shape());
        }
        for (int i = 0; i < scalarCount; i++) {
            text.append(i == 0 && tensors.isEmpty() ? "" : ", ").append("0x").append(Long.toHexString(scalars[i]));
        }
        return text.append(')').toString();
    }
}

package org.chiptest.runtime.internal.graph;

/** One argument of a task, as an observer is told of it: a flyweight, filled anew for each argument. */
public final class ArgumentDescription {

    /** Most dimensions of a tensor. */
    public static final int MAX_DIMS = 5;

    /** What a task does with an argument. */
    public enum Use {
        READS, CREATES, READS_AND_WRITES, WRITES_EXISTING, UNORDERED, SCALAR
    }

    public Use use = Use.SCALAR;

    /** Address of the buffer, or the bits of a scalar. */
    public long word;
    public int version;

    /** Code of the element type; negative if nothing is known about the tensor. */
    public int dataType;
    public int dims;

    /** Elements in each dimension: of the tensor, of its buffer, and where in the buffer the tensor begins. */
    public final int[] shape = new int[MAX_DIMS];
    public final int[] rawShape = new int[MAX_DIMS];
    public final int[] offset = new int[MAX_DIMS];

    /** Stand for a scalar. */
    public void scalar(long bits) {
        use = Use.SCALAR;
        word = bits;
        version = 0;
        dataType = -1;
        dims = 0;
    }
}

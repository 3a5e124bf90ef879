package org.chiptest.runtime.tensor;

/** Report that argument tensors do not fit into the memory set aside for them. */
public class OutOfTensorMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Create an exception that says what was asked for, what is left and which setting helps. */
    public OutOfTensorMemoryException(String message) {
        super(message);
    }
}

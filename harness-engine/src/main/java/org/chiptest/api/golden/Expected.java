package org.chiptest.api.golden;

import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.NpyArray;

/** The expected elements of a tensor, by their flat row-major index. */
public sealed interface Expected {

    /** Expect numbers, each rounded to what the tensor's data type can hold. */
    record Reals(LongToDoubleFunction values) implements Expected {}

    /** Expect integers; 64-bit unsigned ones by their bits. */
    record Integers(LongUnaryOperator values) implements Expected {}

    /** Expect numbers given one by one. */
    static Expected of(double... values) {
        double[] copy = values.clone();
        return new Reals(index -> copy[Math.toIntExact(index)]);
    }

    /** Expect the elements that another tensor has when they are compared. */
    static Expected of(HostTensor tensor) {
        return Elements.isFloating(tensor.dtype()) ? new Reals(tensor::get) : new Integers(tensor::getLong);
    }

    /** Expect what a file holds. */
    static Expected of(NpyArray array) {
        return array.isFloating() ? new Reals(array::get) : new Integers(array::getLong);
    }

    /** Round to the nearest value of a floating-point type; integers are expected as they are given. */
    static double rounded(double value, DataType dtype) {
        return switch (dtype) {
            case FLOAT32 -> (float) value;
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case BFLOAT16 -> Float.intBitsToFloat(Elements.toBfloat16((float) value) << Short.SIZE);
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> value;
        };
    }
}

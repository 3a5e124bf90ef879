package org.chiptest.api.assertion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

import org.assertj.core.api.AbstractAssert;
import org.chiptest.api.golden.Comparison;
import org.chiptest.api.golden.Expected;
import org.chiptest.api.golden.GoldenComparator;
import org.chiptest.api.golden.Tolerance;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.NpyArray;

/**
 * Assertions on the elements of a tensor.
 *
 * <pre>{@code
 * // passes if all elements are 42 or nearly so
 * assertThat(f).isCloseTo(42);
 * // fails for 42.1, and for NaN always
 * assertThat(f).within(1e-3, 0).isCloseTo(42);
 * }</pre>
 *
 * <p>A failure tells how many elements are wrong, and the worst of them with their positions.
 */
public final class HostTensorAssert extends AbstractAssert<HostTensorAssert, HostTensor> {

    private Optional<GoldenComparator> comparator = Optional.empty();

    HostTensorAssert(HostTensor actual) {
        super(actual, HostTensorAssert.class);
    }

    /** Accept elements that are off by {@code atol + rtol * |expected|} from now on, instead of what is usual for the data type. */
    public HostTensorAssert within(double rtol, double atol) {
        return comparedBy(new Tolerance(rtol, atol));
    }

    /** Let something else than a tolerance decide from now on. */
    public HostTensorAssert comparedBy(GoldenComparator how) {
        comparator = Optional.of(how);
        return this;
    }

    /** Verify that all elements are close to one value. */
    public HostTensorAssert isCloseTo(double value) {
        return compare(new Expected.Reals(index -> value), false);
    }

    /** Verify that each element is close to a value computed from its flat index. */
    public HostTensorAssert isCloseTo(LongToDoubleFunction values) {
        return compare(new Expected.Reals(values), false);
    }

    /** Verify that the elements are close to these values, of which there must be as many. */
    public HostTensorAssert isCloseTo(double[] values) {
        isNotNull();
        if (values.length != actual.elementCount()) {
            failWithMessage("expected %d elements, but %s has %d", values.length, actual, actual.elementCount());
        }
        return compare(Expected.of(values), false);
    }

    /** Verify that the elements are close to those of another tensor of the same shape. */
    public HostTensorAssert isCloseTo(HostTensor other) {
        hasShape(other.shape().stream().mapToInt(Integer::intValue).toArray());
        return compare(Expected.of(other), false);
    }

    /** Verify that the elements are close to what a file of the same shape holds. */
    public HostTensorAssert isCloseTo(NpyArray array) {
        hasShape(array.shape().stream().mapToInt(Integer::intValue).toArray());
        return compare(Expected.of(array), false);
    }

    /** Verify that all elements are equal to one value, as the data type can hold it. */
    public HostTensorAssert isFilledWith(double value) {
        return compare(new Expected.Reals(index -> value), true);
    }

    /** Verify that each element is exactly an integer computed from its flat index. */
    public HostTensorAssert hasLongs(LongUnaryOperator values) {
        return compare(new Expected.Integers(values), true);
    }

    /** Verify the dimensions. */
    public HostTensorAssert hasShape(int... dimensions) {
        isNotNull();
        List<Integer> expected = Arrays.stream(dimensions).boxed().toList();
        if (!actual.shape().equals(expected)) {
            failWithMessage("expected the shape %s, but found %s", expected, actual.shape());
        }
        return this;
    }

    /** Verify the data type. */
    public HostTensorAssert hasDtype(DataType dtype) {
        isNotNull();
        if (actual.dtype() != dtype) {
            failWithMessage("expected the data type %s, but found %s", dtype, actual.dtype());
        }
        return this;
    }

    private HostTensorAssert compare(Expected expected, boolean exactly) {
        isNotNull();
        GoldenComparator accepted = exactly ? Tolerance.EXACT : comparator.orElse(Tolerance.of(actual.dtype()));
        String name = Optional.ofNullable(descriptionText()).filter(text -> !text.isEmpty()).orElse("tensor");
        Comparison.compare(name, actual, expected, accepted)
                .ifPresent(mismatch -> failWithMessage("%s", mismatch.describe()));
        return this;
    }
}

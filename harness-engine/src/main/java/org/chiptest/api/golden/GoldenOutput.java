package org.chiptest.api.golden;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.NpyArray;
import org.jspecify.annotations.Nullable;

/** A tensor that a callable writes, with what it must be afterwards. */
public final class GoldenOutput implements TensorArgument {

    private final String name;
    private final HostTensor tensor;
    private final Optional<String> declared;
    private GoldenComparator comparator;
    private @Nullable Expected expected;
    private @Nullable String skipped;
    private byte[] initial = {};

    GoldenOutput(String name, HostTensor tensor, GoldenComparator comparator, Optional<String> declared) {
        this.declared = declared;
        this.name = name;
        this.tensor = tensor;
        this.comparator = comparator;
    }

    /** Write the same value to every element before the run. */
    public GoldenOutput fill(double value) {
        tensor.fill(value);
        return this;
    }

    /** Write a value computed from its flat index to every element before the run. */
    public GoldenOutput fill(LongToDoubleFunction valueOf) {
        tensor.fill(valueOf);
        return this;
    }

    /** Expect the same value everywhere. */
    public GoldenOutput expect(double value) {
        return expect(new Expected.Reals(index -> value));
    }

    /** Expect values computed from their flat index; each is rounded to what the data type can hold. */
    public GoldenOutput expect(LongToDoubleFunction values) {
        return expect(new Expected.Reals(values));
    }

    /**
     * Expect these values.
     *
     * @throws IllegalArgumentException if there are not as many as elements
     */
    public GoldenOutput expect(double[] values) {
        if (values.length != tensor.elementCount()) {
            throw new IllegalArgumentException("output " + name + " has " + tensor.elementCount() + " elements, but "
                    + values.length + " values are expected of it");
        }
        return expect(Expected.of(values));
    }

    /** Expect integers computed from their flat index. */
    public GoldenOutput expectLongs(LongUnaryOperator values) {
        return expect(new Expected.Integers(values));
    }

    /**
     * Expect what a file holds, each value rounded to what the data type can hold.
     *
     * @throws IllegalArgumentException if its shape is another one
     */
    public GoldenOutput expect(NpyArray array) {
        if (!array.shape().equals(tensor.shape())) {
            throw new IllegalArgumentException("output " + name + " is " + tensor + ", but " + array
                    + " is expected of it; shapes must be equal");
        }
        return expect(Expected.of(array));
    }

    /** Expect something. */
    public GoldenOutput expect(Expected values) {
        expected = values;
        return this;
    }

    /** Accept values that are off by {@code atol + rtol * |expected|}. */
    public GoldenOutput within(double rtol, double atol) {
        return comparedBy(new Tolerance(rtol, atol));
    }

    /** Let something else than a tolerance decide whether this output is as expected. */
    public GoldenOutput comparedBy(GoldenComparator how) {
        comparator = how;
        return this;
    }

    /** Leave this output unchecked, for a reason. */
    public GoldenOutput unchecked(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("output " + name + " is left unchecked without a reason; say why");
        }
        skipped = reason;
        return this;
    }

    /** Return the output's name. */
    public String name() {
        return name;
    }

    /** Return how far values may be off: what is usual for the data type if something else than a tolerance decides. */
    public Tolerance tolerance() {
        return comparator instanceof Tolerance tolerance ? tolerance : Tolerance.of(tensor.dtype());
    }

    /** Tell whether something is expected of it; otherwise it was left unchecked. */
    public boolean isChecked() {
        return skipped == null;
    }

    /** Return the tensor itself. */
    public HostTensor tensor() {
        return tensor;
    }

    @Override
    public ContinuousTensor argument() {
        return tensor.argument();
    }

    /** Keep the elements, to write them again before each round. */
    void remember() {
        initial = tensor.memory().toArray(ValueLayout.JAVA_BYTE);
    }

    void reset() {
        MemorySegment.copy(MemorySegment.ofArray(initial), 0, tensor.memory(), 0, initial.length);
    }

    /** Return why this output is left unchecked, if it is. */
    Optional<String> skipped() {
        return Optional.ofNullable(skipped);
    }

    /** Return the elements beside those that are expected, if something is. */
    Optional<GoldenValues> values() {
        return Optional.ofNullable(expected).map(wanted -> new GoldenValues(tensor, wanted));
    }

    /**
     * Compare.
     *
     * @param tensors the other arguments, by their names
     * @param others  what is expected of other outputs
     */
    Optional<Mismatch> check(Map<String, HostTensor> tensors, List<ValueSources.Wanted> others) {
        if (skipped != null) {
            return Optional.empty();
        }
        GoldenValues values = values().orElseThrow(() -> new IllegalStateException("nothing is expected of output "
                + name + "; call expect(...), or unchecked(reason) if there is nothing to expect"));
        if (tensor.memory().byteSize() == 0) {
            throw new IllegalStateException(
                    "output " + name + " has no elements, so nothing of it can be compared; give it a shape "
                            + "without 0, or call unchecked(reason)");
        }
        Optional<MemorySegment> before = Optional.of(MemorySegment.ofArray(initial));
        return Comparison
                .compare("output " + name, values, comparator, new ValueSources(before, tensors, others))
                .map(mismatch -> mismatch.declaredAt(declared));
    }

    @Override
    public String toString() {
        return "output " + name + Arrays.toString(tensor.shape().toArray());
    }
}

package org.chiptest.api.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.NpyArray;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.ChipWorker;
import org.opentest4j.TestAbortedException;

/**
 * Collect the arguments of a callable by name, in the order of its signature, and what its outputs must be.
 *
 * <pre>{@code
 * args.input("a", FLOAT32, 128, 128).fill(2);
 * args.input("b", FLOAT32, 128, 128).fill(3);
 * args.output("f", FLOAT32, 128, 128).expect(42);
 * }</pre>
 *
 * <p>The tensors live in a worker's tensor memory, until {@link #close()} or the end of the scenario.
 */
public final class GoldenArgs implements AutoCloseable {

    private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final Allocator allocator;
    private final Optional<GoldenComparator> comparator;
    private Class<?> beside;
    private final TaskArgs args = new TaskArgs();
    private final List<ArgDirection> directions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
    private final Map<String, GoldenOutput> outputs = new LinkedHashMap<>();

    private interface Allocator {

        HostTensor allocate(DataType dtype, int... shape);
    }

    private GoldenArgs(Allocator allocator, Optional<GoldenComparator> comparator, Class<?> beside) {
        this.allocator = allocator;
        this.comparator = comparator;
        this.beside = beside;
    }

    /** Collect arguments in the memory of a worker, comparing by what is usual for each data type. */
    public static GoldenArgs on(ChipWorker worker) {
        return new GoldenArgs(worker::allocate, Optional.empty(), CALLER.getCallerClass());
    }

    /** Collect arguments in the memory of a worker, comparing all outputs in one way, such as by a {@link Tolerance}. */
    public static GoldenArgs on(ChipWorker worker, GoldenComparator comparator) {
        return new GoldenArgs(worker::allocate, Optional.of(comparator), CALLER.getCallerClass());
    }

    /** Collect arguments in the memory that the children of a worker share, comparing by what is usual for each data type. */
    public static GoldenArgs on(HostWorker worker) {
        return new GoldenArgs(worker::allocate, Optional.empty(), CALLER.getCallerClass());
    }

    /** Collect arguments in some memory, comparing by what is usual for each data type. */
    public static GoldenArgs in(TensorMemory memory) {
        return new GoldenArgs((dtype, shape) -> HostTensor.allocate(memory, dtype, shape), Optional.empty(),
                CALLER.getCallerClass());
    }

    /** Look for files beside this class instead of the one that collects the arguments. */
    public GoldenArgs withFilesBeside(Class<?> type) {
        beside = type;
        return this;
    }

    /**
     * Read a {@code .npy} file.
     *
     * @param path where it is: beside the test's class on the class path, from the root of the class path with a {@code /} before it, or
     *             in the file system
     * @throws IllegalArgumentException if there is none, or it cannot be read
     */
    public NpyArray file(String path) {
        return ReferenceFile.read(beside, path);
    }

    /**
     * Go on only if this is so; otherwise the test ends here without a verdict, aborted for this reason.
     *
     * @param reason why there is nothing to test, such as that reference data is not there
     */
    public GoldenArgs assume(boolean condition, String reason) {
        if (!condition) {
            throw new TestAbortedException(reason);
        }
        return this;
    }

    /** Add a tensor that the callable reads, filled with what a file holds. */
    public HostTensor input(String name, DataType dtype, NpyArray array) {
        return input(name, dtype, array.shape().stream().mapToInt(Integer::intValue).toArray()).fill(array);
    }

    /** Add a tensor that the callable reads; it is zero until filled. */
    public HostTensor input(String name, DataType dtype, int... shape) {
        HostTensor tensor = allocate(name, dtype, shape);
        args.tensor(tensor, TensorArgType.INPUT);
        directions.add(ArgDirection.IN);
        return tensor;
    }

    /** Add a tensor that the callable writes; it is zero before the run. */
    public GoldenOutput output(String name, DataType dtype, int... shape) {
        return written(name, TensorArgType.OUTPUT_EXISTING, ArgDirection.OUT, dtype, shape);
    }

    /** Add a tensor that the callable reads and writes. */
    public GoldenOutput inout(String name, DataType dtype, int... shape) {
        return written(name, TensorArgType.INOUT, ArgDirection.INOUT, dtype, shape);
    }

    /** Add a scalar by the bits in which it travels. */
    public GoldenArgs scalar(String name, long bits) {
        args.scalar(bits);
        return scalarAdded(name);
    }

    /** Add a 32-bit integer. */
    public GoldenArgs scalar(String name, int value) {
        args.scalar(value);
        return scalarAdded(name);
    }

    /** Add a 32-bit floating-point number. */
    public GoldenArgs scalar(String name, float value) {
        args.scalar(value);
        return scalarAdded(name);
    }

    /** Add a 64-bit floating-point number. */
    public GoldenArgs scalar(String name, double value) {
        args.scalar(value);
        return scalarAdded(name);
    }

    /** Return what a run takes. */
    public TaskArgs taskArgs() {
        return args;
    }

    /**
     * Return a tensor by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public HostTensor tensor(String name) {
        return Optional.ofNullable(tensors.get(name)).orElseThrow(() -> new IllegalArgumentException(
                "there is no tensor " + name + " among the arguments " + names));
    }

    /** Return what the callable writes, in the order of the arguments. */
    public List<GoldenOutput> outputs() {
        return List.copyOf(outputs.values());
    }

    /** Keep what the outputs hold before the first round. */
    public void remember() {
        outputs.values().forEach(GoldenOutput::remember);
    }

    /** Write to the outputs what they held before the first round. */
    public void reset() {
        outputs.values().forEach(GoldenOutput::reset);
    }

    /**
     * Check all outputs.
     *
     * @throws GoldenMismatchError   if elements of any output are not as expected
     * @throws IllegalStateException if nothing is expected of an output
     */
    public void check() {
        check("");
    }

    /** Check all outputs, see {@link #check()}; the message ends with where it was found. */
    public void check(String where) {
        List<Mismatch> mismatches = outputs.values().stream().flatMap(output -> check(output).stream()).toList();
        if (!mismatches.isEmpty()) {
            throw new GoldenMismatchError(where, mismatches);
        }
    }

    /**
     * Check that these are the arguments of a signature.
     *
     * @throws IllegalStateException if one is of another direction, missing, or too many
     */
    public void requireSignature(List<ArgDirection> signature) {
        for (int i = 0; i < Math.min(signature.size(), directions.size()); i++) {
            if (directions.get(i) != signature.get(i)) {
                throw new IllegalStateException("argument " + i + ", " + names.get(i) + ", is " + directions.get(i)
                        + ", but the callable's signature says " + signature.get(i) + " there: " + signature);
            }
        }
        if (directions.size() != signature.size()) {
            throw new IllegalStateException("there are " + directions.size() + " arguments, " + names
                    + ", but the callable's signature has " + signature.size() + ": " + signature);
        }
    }

    /** Return why outputs are left unchecked, by their names. */
    public Map<String, String> unchecked() {
        Map<String, String> reasons = new LinkedHashMap<>();
        outputs.forEach((name, output) -> output.skipped().ifPresent(reason -> reasons.put(name, reason)));
        return reasons;
    }

    /** Free the tensors. */
    @Override
    public void close() {
        tensors.values().forEach(HostTensor::close);
    }

    private Optional<Mismatch> check(GoldenOutput output) {
        Map<String, HostTensor> others = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.equals(output.name())) {
                others.put((outputs.containsKey(name) ? "output " : "input ") + name, tensor);
            }
        });
        List<ValueSources.Wanted> wanted = outputs.values().stream()
                .filter(other -> !other.name().equals(output.name()))
                .flatMap(other -> other.values().stream().map(values -> new ValueSources.Wanted(other.name(), values)))
                .toList();
        return output.check(others, wanted);
    }

    private GoldenOutput written(String name, TensorArgType tag, ArgDirection direction, DataType dtype,
            int... shape) {
        HostTensor tensor = allocate(name, dtype, shape);
        args.tensor(tensor, tag);
        directions.add(direction);
        GoldenOutput output = new GoldenOutput(name, tensor, comparator.orElse(Tolerance.of(dtype)), caller());
        outputs.put(name, output);
        return output;
    }

    private static Optional<String> caller() {
        return StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> !frame.getClassName().equals(GoldenArgs.class.getName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()));
    }

    private HostTensor allocate(String name, DataType dtype, int... shape) {
        requireNew(name);
        HostTensor tensor = allocator.allocate(dtype, shape);
        names.add(name);
        tensors.put(name, tensor);
        return tensor;
    }

    private GoldenArgs scalarAdded(String name) {
        requireNew(name);
        names.add(name);
        directions.add(ArgDirection.SCALAR);
        return this;
    }

    private void requireNew(String name) {
        if (names.contains(name)) {
            throw new IllegalArgumentException("there is an argument " + name + " already; name each one differently");
        }
    }
}

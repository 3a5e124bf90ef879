package org.chiptest.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.toolchain.CoreType;

/**
 * Describe a callable: an orchestration, its kernels, and what both do to their arguments. Immutable.
 *
 * <p>Sources are looked up beside the test class, then from the root of the class path, then as files (relative to the
 * module's folder).
 *
 * <pre>{@code
 * CallableSpec.orchestration("vector/orchestration.cpp").entry("build_example_graph").signature(IN, IN, OUT)
 *         .kernel(0, AIV, "vector/add.cpp", IN, IN, OUT)
 *         .kernel(1, AIV, "vector/add_scalar.cpp", IN, OUT)
 * }</pre>
 *
 * <p>What somebody else has built is taken as it is: an orchestration, a kernel, or a whole image.
 *
 * @param source      file of the orchestration, or of the whole image
 * @param origin      what that file is
 * @param entry       symbol that the runtime calls; empty for the runtime's default, if it has one
 * @param config      symbol of the configuration function; empty for the runtime's default
 * @param signature   directions of the orchestration's arguments
 * @param kernels     the kernels, each under its func id
 * @param includes    directories in which all of the sources may find headers, looked up like sources
 * @param references  what kernels have to compute, by func id
 */
public record CallableSpec(String source, Origin origin, String entry, String config, List<ArgDirection> signature,
        List<Kernel> kernels, List<String> includes, Map<Integer, KernelReference> references) {

    /** Say what a file is. */
    public enum Origin {
        /** A source, which is compiled. */
        SOURCE,
        /** What a compiler has made: a shared object, or whatever the platform takes. */
        BINARY,
        /** The image of a callable: orchestration, kernels and all. */
        IMAGE
    }

    /**
     * Describe one kernel.
     *
     * @param funcId    the id by which the orchestration submits it
     * @param core      the core that it runs on
     * @param source    its file
     * @param origin    what the file is
     * @param signature directions of its arguments
     */
    public record Kernel(int funcId, CoreType core, String source, Origin origin, List<ArgDirection> signature) {

        public Kernel {
            signature = List.copyOf(signature);
        }
    }

    public CallableSpec {
        signature = List.copyOf(signature);
        kernels = List.copyOf(kernels);
        includes = List.copyOf(includes);
        references = Map.copyOf(references);
    }

    /** Start with the source of the orchestration. */
    public static CallableSpec orchestration(String source) {
        return new CallableSpec(source, Origin.SOURCE, "", "", List.of(), List.of(), List.of(), Map.of());
    }

    /** Start with an orchestration that is compiled already; it is looked up like a source. */
    public static CallableSpec orchestrationBinary(String file) {
        return new CallableSpec(file, Origin.BINARY, "", "", List.of(), List.of(), List.of(), Map.of());
    }

    /** Take the image of a callable as it is; it is looked up like a source. Nothing can be added to it. */
    public static CallableSpec image(String file) {
        return new CallableSpec(file, Origin.IMAGE, "", "", List.of(), List.of(), List.of(), Map.of());
    }

    /** Set the symbol that the runtime calls. */
    public CallableSpec entry(String symbol) {
        return new CallableSpec(source, origin, symbol, config, signature, kernels, includes, references);
    }

    /** Set the symbol of the configuration function. */
    public CallableSpec config(String symbol) {
        return new CallableSpec(source, origin, entry, symbol, signature, kernels, includes, references);
    }

    /** Set the directions of the orchestration's arguments: tensors first, then scalars. */
    public CallableSpec signature(ArgDirection... directions) {
        return new CallableSpec(source, origin, entry, config, List.of(directions), kernels, includes,
                references);
    }

    /** Add a kernel under its func id. */
    public CallableSpec kernel(int funcId, CoreType core, String kernelSource, ArgDirection... directions) {
        return with(new Kernel(funcId, core, kernelSource, Origin.SOURCE, List.of(directions)));
    }

    /** Add a kernel that is compiled already under its func id; its file is looked up like a source. */
    public CallableSpec kernelBinary(int funcId, CoreType core, String file, ArgDirection... directions) {
        return with(new Kernel(funcId, core, file, Origin.BINARY, List.of(directions)));
    }

    /** Add a directory in which the sources find headers. */
    public CallableSpec include(String directory) {
        return new CallableSpec(source, origin, entry, config, signature, kernels, with(includes, directory),
                references);
    }

    /**
     * Say in Java what a kernel has to compute. {@code -Ddiverge} checks every task of a run by it, each on its own inputs, and names the
     * first that computed something else.
     *
     * <pre>{@code
     * .kernel(0, AIV, "vector/add.cpp", IN, IN, OUT)
     * .reference(0, (in, out) -> out.tensor(2).fill(i -> in.tensor(0).get(i) + in.tensor(1).get(i)))
     * }</pre>
     */
    public CallableSpec reference(int funcId, KernelReference reference) {
        Map<Integer, KernelReference> more = new HashMap<>(references);
        more.put(funcId, reference);
        return new CallableSpec(source, origin, entry, config, signature, kernels, includes, more);
    }

    private CallableSpec with(Kernel kernel) {
        return new CallableSpec(source, origin, entry, config, signature, with(kernels, kernel), includes,
                references);
    }

    private static <T> List<T> with(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}

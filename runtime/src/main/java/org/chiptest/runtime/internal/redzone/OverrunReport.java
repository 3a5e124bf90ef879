package org.chiptest.runtime.internal.redzone;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;

/** Say which memory a run has written beyond: what it was, where, and which kernels had it as an argument. */
public final class OverrunReport {

    private final List<String> lines = new ArrayList<>();

    /** Name an argument tensor: {@code argument 2 (FLOAT32[128], 512 bytes)}. */
    public static String nameOf(int argument, ContinuousTensor tensor) {
        return "argument " + argument + " (" + tensor.dtype() + tensor.shape() + ", " + tensor.byteSize() + " bytes)";
    }

    /** Name a block of device memory; an argument tensor that begins in it gives it its name. */
    public static String nameOf(long address, long size, TaskArgs args) {
        return argumentIn(address, size, args)
                .orElseGet(() -> "device memory of " + size + " bytes at 0x" + Long.toHexString(address));
    }

    /** Name the first argument tensor that begins in a range. */
    public static Optional<String> argumentIn(long address, long size, TaskArgs args) {
        return IntStream.range(0, args.tensorCount())
                .filter(i -> args.tensor(i).data() >= address && args.tensor(i).data() < address + size).boxed()
                .findFirst().map(i -> nameOf(i, args.tensor(i)));
    }

    /** Say beyond which argument tensor a range reaches that begins in one; empty if it begins elsewhere, or lies inside one as a whole. */
    public static Optional<String> beyondArgument(long address, long size, TaskArgs args) {
        int first = -1;
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensor tensor = args.tensor(i);
            long inside = address - tensor.data();
            if (inside >= 0 && inside < tensor.byteSize()) {
                if (size <= tensor.byteSize() - inside) {
                    return Optional.empty();
                }
                first = first < 0 ? i : first;
            }
        }
        return first < 0
                ? Optional.empty()
                : Optional.of(size + " bytes at 0x" + Long.toHexString(address) + " reach beyond "
                        + nameOf(first, args.tensor(first)));
    }

    /**
     * Add an overrun.
     *
     * @param name    what was overrun
     * @param kernels func ids of the kernels that had it
     */
    public void add(Overrun overrun, String name, SortedSet<Integer> kernels) {
        lines.add(name + " was overrun: " + overrun.where() + "; kernels that had it: "
                + (kernels.isEmpty() ? "none" : kernels));
    }

    /**
     * Report what a memory has found.
     *
     * @param name    names a block by its address and size
     * @param kernels func ids of the kernels that had it
     */
    public static OverrunReport of(List<Overrun> overruns, BiFunction<Long, Long, String> name,
            BiFunction<Long, Long, SortedSet<Integer>> kernels) {
        OverrunReport report = new OverrunReport();
        for (Overrun overrun : overruns) {
            report.add(overrun, name.apply(overrun.address(), overrun.size()),
                    kernels.apply(overrun.address(), overrun.size()));
        }
        return report;
    }

    /**
     * Run something that must not write beyond its memory.
     *
     * @param body     fails as it does without an overrun, and then tells of overruns too: they may be the reason
     * @param overruns what was overrun meanwhile; asked once
     * @throws DeviceException the failure of the body, or with the code {@link DeviceException#FAILED} all overruns
     */
    public static void guard(Runnable body, Supplier<OverrunReport> overruns) {
        try {
            body.run();
        } catch (DeviceException e) {
            throw overruns.get().with(e);
        }
        overruns.get().requireNone();
    }

    private void requireNone() {
        if (!lines.isEmpty()) {
            throw new DeviceException(text());
        }
    }

    private DeviceException with(DeviceException failure) {
        return lines.isEmpty()
                ? failure
                : new DeviceException(failure.code(), failure.getMessage() + "\n" + text(), failure);
    }

    private String text() {
        return "memory overrun: " + String.join("\n", lines) + "\n(build it with AddressSanitizer to see who does it)";
    }
}

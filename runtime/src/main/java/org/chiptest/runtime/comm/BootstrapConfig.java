package org.chiptest.runtime.comm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one chip starts: its part in a group, the buffers in its window, and what is copied between them and the host.
 *
 * @param comm        the part in a group; nothing for a chip that talks to nobody
 * @param buffers     laid out in the window one directly after the other
 * @param hostInputs  host memory for buffers that are filled at the start
 * @param hostOutputs host memory for buffers that are copied back after each successful task
 */
public record BootstrapConfig(Optional<CommConfig> comm, List<WindowBuffer> buffers, List<HostBufferStaging> hostInputs,
        List<HostBufferStaging> hostOutputs) {

    public BootstrapConfig {
        buffers = List.copyOf(buffers);
        hostInputs = List.copyOf(hostInputs);
        hostOutputs = List.copyOf(hostOutputs);
    }

    /** Describe a chip that talks to nobody. */
    public static BootstrapConfig alone() {
        return new BootstrapConfig(Optional.empty(), List.of(), List.of(), List.of());
    }

    /** Describe one rank of a group. */
    public static BootstrapConfig rank(int rank, int ranks, long windowBytes) {
        return new BootstrapConfig(Optional.of(new CommConfig(rank, ranks, windowBytes)), List.of(), List.of(),
                List.of());
    }

    /** Add a buffer behind those that are there. */
    public BootstrapConfig withBuffer(WindowBuffer buffer) {
        return new BootstrapConfig(comm, plus(buffers, buffer), hostInputs, hostOutputs);
    }

    /** Add host memory to fill a buffer from. */
    public BootstrapConfig withHostInput(HostBufferStaging input) {
        return new BootstrapConfig(comm, buffers, plus(hostInputs, input), hostOutputs);
    }

    /** Add host memory to copy a buffer to. */
    public BootstrapConfig withHostOutput(HostBufferStaging output) {
        return new BootstrapConfig(comm, buffers, hostInputs, plus(hostOutputs, output));
    }

    public Optional<HostBufferStaging> input(WindowBuffer buffer) {
        return named(hostInputs, buffer);
    }

    public Optional<HostBufferStaging> output(WindowBuffer buffer) {
        return named(hostOutputs, buffer);
    }

    private static Optional<HostBufferStaging> named(List<HostBufferStaging> stagings, WindowBuffer buffer) {
        return stagings.stream().filter(staging -> staging.name().equals(buffer.name())).findFirst();
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}

package org.chiptest.runtime.internal.mailbox.server;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.chiptest.runtime.internal.redzone.Overrun;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.internal.segment.SharedSegments;

/**
 * Watch the beginning and the end of a run's tensors in the memory that the parent has allocated and laid red zones in. Kernels of
 * tensormap_and_ringbuffer have copies of them; an orchestration of host_build_graph has them themselves, and may hand them on.
 *
 * <p>The parent alone knows where allocations begin and end. So a red zone is what carries its pattern before the run: a tensor that is a
 * part of an allocation is watched at the ends that it shares with the allocation.
 */
final class ArgumentFence implements AutoCloseable {

    private final TaskArgs args;
    private final List<Watched> watched = new ArrayList<>();

    private record Watched(int argument, long address, long bytes, boolean before, boolean behind) {}

    /** Put a fence around the tensors among these arguments that lie in shared memory. */
    ArgumentFence(TaskArgs args, SharedSegments segments) {
        this.args = args;
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensor tensor = args.tensor(i);
            if (!tensor.childMemory()) {
                watch(i, tensor.data(), tensor.byteSize(), segments);
            }
        }
        // one tensor may begin where another ends, if both are parts of one allocation
        watched.forEach(each -> SanitizerRuntime.unpoison(each.address, each.bytes));
    }

    /** Return what was written beyond the tensors. */
    OverrunReport overruns(Device device) {
        OverrunReport report = new OverrunReport();
        for (Watched each : watched) {
            List<Overrun> overruns = new ArrayList<>(0);
            RedZone.take(each.address, each.bytes, each.before, each.behind, overruns);
            overruns.forEach(overrun -> report.add(overrun,
                    OverrunReport.nameOf(each.argument, args.tensor(each.argument)),
                    device.kernelsWith(each.address, each.bytes)));
        }
        return report;
    }

    /** Take the fence away. */
    @Override
    public void close() {
        watched.forEach(each -> RedZone.unpoison(each.address, each.bytes));
    }

    private void watch(int argument, long address, long bytes, SharedSegments segments) {
        boolean before = segments.contains(address - RedZone.BYTES, RedZone.BYTES) && RedZone.isIntactBefore(address);
        boolean behind = segments.contains(address + bytes, RedZone.BYTES) && RedZone.isIntactAt(address + bytes);
        if (before) {
            SanitizerRuntime.poison(address - RedZone.BYTES, RedZone.BYTES);
        }
        if (behind) {
            SanitizerRuntime.poison(address + bytes, RedZone.BYTES);
        }
        if (before || behind) {
            watched.add(new Watched(argument, address, bytes, before, behind));
        }
    }
}

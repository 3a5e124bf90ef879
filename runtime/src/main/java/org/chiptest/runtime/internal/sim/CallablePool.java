package org.chiptest.runtime.internal.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.callable.LoadedResolution;
import org.chiptest.runtime.internal.callable.PlacedKernel;
import org.chiptest.runtime.internal.callable.UploadedCallable;
import org.chiptest.runtime.internal.callable.UploadedKernel;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;

/**
 * The callable images of a device, each stored and loaded once however often it is prepared ({@code docs/contract/devices.md#prepare}).
 *
 * <p>Images are found by their content hash and confirmed by their bytes. They and their kernels live until the device
 * closes, whatever is unregistered in between.
 */
final class CallablePool implements AutoCloseable {

    private final Shim shim;
    private final UserLibraries opener;
    private final DeviceMemory memory;
    private final Counters counters;
    private final ThreadStateListener changes;
    private final Map<Long, List<Entry>> entries = new HashMap<>();

    /** An image lies in device memory only: the heap of this process has no room for thousands of them. */
    private record Entry(MemorySegment copy, KernelTable kernels, List<NativeLibrary> libraries) {}

    CallablePool(Shim shim, UserLibraries opener, DeviceMemory memory, Counters counters,
            ThreadStateListener changes) {
        this.shim = shim;
        this.opener = opener;
        this.memory = memory;
        this.counters = counters;
        this.changes = changes;
    }

    /**
     * Find a callable's kernels, uploading the image if it is new. A callable without kernels is never stored.
     *
     * @throws DeviceException if a kernel cannot be loaded; nothing is left behind then
     */
    KernelTable upload(ChipCallable callable) {
        if (callable.childCount() == 0) {
            return KernelTable.of(new int[0], new long[0]);
        }
        List<Entry> sameHash = entries.computeIfAbsent(callable.contentHash(), hash -> new ArrayList<>(1));
        for (Entry entry : sameHash) {
            if (UploadedCallable.isCopyOf(callable, entry.copy)) {
                counters.dedupHit();
                return entry.kernels;
            }
        }
        Entry entry = load(callable);
        sameHash.add(entry);
        counters.dedupMiss(callable.byteSize());
        counters.liveImages(1);
        return entry.kernels;
    }

    @Override
    public void close() {
        for (List<Entry> sameHash : entries.values()) {
            for (Entry entry : sameHash) {
                opener.close(entry.libraries, () -> counters.liveImages(-1));
                memory.free(entry.copy.address());
            }
        }
        entries.clear();
    }

    private Entry load(ChipCallable callable) {
        List<NativeLibrary> libraries = new ArrayList<>(callable.childCount());
        MemorySegment copy = memory.allocate(callable.byteSize());
        try {
            UploadedCallable uploaded = UploadedCallable.upload(callable, copy,
                    new LoadedResolution(kernel -> loadKernel(callable, kernel, libraries)));
            List<UploadedKernel> kernels = uploaded.kernels();
            return new Entry(copy,
                    KernelTable.of(kernels.stream().mapToInt(UploadedKernel::funcId).toArray(),
                            kernels.stream().mapToLong(UploadedKernel::functionAddress).toArray())
                            .with(signatures(callable)),
                    libraries);
        } catch (RuntimeException e) {
            counters.liveImages(1);
            opener.close(libraries, () -> counters.liveImages(-1));
            memory.free(copy.address());
            throw e;
        }
    }

    private static Map<Integer, List<ArgDirection>> signatures(ChipCallable callable) {
        Map<Integer, List<ArgDirection>> signatures = new HashMap<>();
        for (int i = 0; i < callable.childCount(); i++) {
            signatures.put(callable.childFuncId(i), callable.child(i).signature());
        }
        return signatures;
    }

    private long loadKernel(ChipCallable callable, PlacedKernel kernel, List<NativeLibrary> libraries) {
        String purpose = "kernel " + kernel.funcId() + " of " + callable;
        UserLibraries.requireFunction(kernel.kernel().binary(), EntrySymbol.KERNEL, purpose);
        NativeLibrary library = opener.open(kernel.kernel().binary(), purpose, Binding.NOW);
        libraries.add(library);
        shim.registerHooks(library, changes);
        return UserLibraries.require(library, EntrySymbol.KERNEL);
    }
}

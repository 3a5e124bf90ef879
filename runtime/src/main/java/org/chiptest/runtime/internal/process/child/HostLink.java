package org.chiptest.runtime.internal.process.child;

import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.comm.BootstrapChannel;
import org.chiptest.runtime.internal.comm.BootstrapChannelDescriptor;
import org.chiptest.runtime.internal.comm.ChipBootstrap;
import org.chiptest.runtime.internal.comm.ChipGroup;
import org.chiptest.runtime.internal.comm.SharedGroup;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.mailbox.server.HostBinding;
import org.chiptest.runtime.internal.mailbox.server.SuccessHook;
import org.chiptest.runtime.internal.mailbox.server.TaskFailedException;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.jspecify.annotations.Nullable;

/**
 * What binds a chip's process to its host worker: the memory of arguments, and the group of chips, if it is in one. Buffers of the group
 * are copied to the host after each successful task. Used by the main loop's thread.
 */
final class HostLink implements HostBinding, SuccessHook {

    private final ChildMain child;
    private @Nullable Group group;

    private record Group(ChipBootstrap bootstrap, int deviceId, Optional<MappedMemory> windows, MappedMemory channel) {}

    HostLink(ChildMain child) {
        this.child = child;
    }

    @Override
    public void detach() {
        Group left = group;
        group = null;
        if (left != null) {
            left.bootstrap.close();
            left.windows.ifPresent(MappedMemory::close);
            left.channel.close();
        }
        child.mapping(SegmentReference.TENSORS).hide();
    }

    @Override
    public void attach(int process, int descriptor) {
        try (MemoryFile file = MemoryFile.openOf(process, descriptor)) {
            file.mapOver(child.mapping(SegmentReference.TENSORS));
        }
        Shim.load(child.shim()).rememberMappings();
    }

    @Override
    public void bootstrap(List<String> words) {
        BootstrapWords.Files files = BootstrapWords.Files.read(words);
        BootstrapWords start = BootstrapWords.read(files.rest(words), child.references());
        MappedMemory channel = open(files.process(), files.channel());
        Optional<MappedMemory> windows = Optional.empty();
        try {
            windows = files.windows().map(descriptor -> open(files.process(), descriptor));
            join(start, windows.map(memory -> new SharedGroup(memory.segment(), start.deadline())), windows, channel);
        } catch (RuntimeException | Error e) {
            windows.ifPresent(MappedMemory::close);
            channel.close();
            throw e;
        }
    }

    /** Join a group, if the start says so; what is mapped for it is unmapped when it is left. */
    void join(BootstrapWords start, Optional<ChipGroup> joined, Optional<MappedMemory> windows,
            MappedMemory channel) {
        group = new Group(ChipBootstrap.start(start.config(), joined, channel(channel)), start.deviceId(), windows,
                channel);
    }

    static BootstrapChannel channel(MappedMemory memory) {
        return new BootstrapChannel(memory.segment(), BootstrapChannelDescriptor.MAX_BUFFERS);
    }

    @Override
    public void succeeded(int cid) {
        Group present = group;
        if (present != null) {
            try {
                present.bootstrap.storeToHost();
            } catch (IllegalStateException | DeviceException e) {
                throw new TaskFailedException(ChipBootstrap.FAILED,
                        "chip_process dev=" + present.deviceId + ": " + e.getMessage(), e);
            }
        }
    }

    private static MappedMemory open(int process, int descriptor) {
        try (MemoryFile file = MemoryFile.openOf(process, descriptor)) {
            return file.map();
        }
    }
}

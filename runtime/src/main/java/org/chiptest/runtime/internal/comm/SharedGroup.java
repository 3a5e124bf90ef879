package org.chiptest.runtime.internal.comm;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;

import org.chiptest.runtime.comm.BootstrapConfig;

/**
 * A group whose windows lie in memory that the processes of all ranks map.
 *
 * @param windows  header and windows, as this process has mapped them
 * @param deadline longest wait for the other ranks
 */
public record SharedGroup(MemorySegment windows, Duration deadline) implements ChipGroup {

    @Override
    public Member join(BootstrapConfig.Rank rank, Consumer<String> steps) {
        steps.accept("the start of the group");
        return new SharedMember(windows, CommRank.join(windows, rank, deadline));
    }

    @Override
    public void abort(BootstrapConfig.Rank rank, String reason) {
        CommRank.abort(windows, rank, reason);
    }

    private record SharedMember(MemorySegment windows, CommRank rank) implements Member {

        @Override
        public long context() {
            return rank.context().address();
        }

        @Override
        public long window() {
            return rank.window().address();
        }

        @Override
        public long windowBytes() {
            return rank.window().byteSize();
        }

        @Override
        public void copyTo(long address, MemorySegment host) {
            at(address, host).copyFrom(host);
        }

        @Override
        public void copyFrom(MemorySegment host, long address) {
            host.copyFrom(at(address, host));
        }

        /** Nobody runs anything before the parent has heard of all ranks. */
        @Override
        public void filled(Consumer<String> steps) {
            // nothing to do
        }

        @Override
        public void close() {
            rank.close();
        }

        private MemorySegment at(long address, MemorySegment host) {
            return windows.asSlice(address - windows.address(), host.byteSize());
        }
    }
}

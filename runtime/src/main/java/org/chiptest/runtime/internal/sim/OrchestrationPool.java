package org.chiptest.runtime.internal.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.internal.elf.ElfBuildId;

/**
 * The orchestration libraries of tensormap_and_ringbuffer as bytes, shared by all callable ids that prepared the same one
 * and counted by reference ({@code docs/contract/devices.md#prepare}). They are found by their build id and confirmed by their bytes.
 */
final class OrchestrationPool {

    private final Map<Long, List<Image>> images = new HashMap<>();

    /** One library's bytes. */
    static final class Image {

        private final long buildId;
        private final MemorySegment bytes;
        private int references;

        private Image(long buildId, MemorySegment bytes) {
            this.buildId = buildId;
            this.bytes = bytes;
        }

        MemorySegment bytes() {
            return bytes;
        }
    }

    /** Find or store a library and take a reference to it. */
    Image acquire(MemorySegment library) {
        long buildId = ElfBuildId.hash(library);
        List<Image> sameId = images.computeIfAbsent(buildId, id -> new ArrayList<>(1));
        Image image = sameId.stream().filter(stored -> stored.bytes.mismatch(library) < 0).findFirst()
                .orElseGet(() -> store(sameId, buildId, library));
        image.references++;
        return image;
    }

    /** Give a reference back; the last one frees the bytes. */
    void release(Image image) {
        if (--image.references == 0) {
            List<Image> sameId = images.getOrDefault(image.buildId, List.of());
            sameId.remove(image);
            if (sameId.isEmpty()) {
                images.remove(image.buildId);
            }
        }
    }

    private static Image store(List<Image> sameId, long buildId, MemorySegment library) {
        MemorySegment copy = Arena.ofAuto().allocate(library.byteSize()).copyFrom(library);
        Image image = new Image(buildId, copy.asReadOnly());
        sameId.add(image);
        return image;
    }
}

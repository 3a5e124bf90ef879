package org.chiptest.runtime.memory;

import java.time.Duration;

import org.chiptest.runtime.memory.FutexWord.LivenessCheck;

/** A process that answers every odd state with the next even one, until it is -1. */
final class FutexEcho {

    private FutexEcho() {}

    /** Arguments: pid and descriptor of the memory file. */
    public static void main(String[] args) throws InterruptedException {
        try (MemoryFile file = MemoryFile.openOf(Long.parseLong(args[0]), Integer.parseInt(args[1]));
                MappedMemory memory = file.map()) {
            FutexWord word = word(memory);
            for (int state = word.get(); state != -1; state = word.get()) {
                if (state % 2 == 1) {
                    word.set(state + 1);
                } else if (!word.awaitChange(state, Duration.ofHours(1), LivenessCheck.NONE)) {
                    throw new IllegalStateException("nothing was asked for an hour");
                }
            }
        }
    }

    /** Return an accessor of the state at 0 with the number of waiters at 64, which a missed wake-up would let sleep for an hour. */
    static FutexWord word(MappedMemory memory) {
        return new FutexWord(memory.segment().asSlice(0, 4), memory.segment().asSlice(64, 4))
                .checkingEvery(Duration.ofHours(1));
    }
}

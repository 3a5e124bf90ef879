package org.chiptest.st.host;

import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;

/** A sub task that shows what it has seen: each tensor of the first half is copied to one of the second. */
final class Copying {

    private Copying() {}

    static SubTask task() {
        return SubTask.of(Copying.class, "copy");
    }

    static void copy(SubArgs args) {
        int half = args.tensorCount() / 2;
        for (int i = 0; i < half; i++) {
            HostTensor seen = args.tensor(i);
            args.tensor(half + i).fill(seen::get);
        }
    }
}

package org.chiptest.runtime.internal.process.death;

import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.process.launch.SteppedProcess;

/** Stands for {@link HangReport} where there is no process to look at. */
public record SteppedHangReport() {

    public static SteppedHangReport of(SteppedProcess process, Mailbox mailbox, SourceLines lines) {
        return new SteppedHangReport();
    }

    public static String stillness(Mailbox mailbox) {
        return "";
    }
}

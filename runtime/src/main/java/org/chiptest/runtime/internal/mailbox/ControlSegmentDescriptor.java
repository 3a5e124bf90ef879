package org.chiptest.runtime.internal.mailbox;

import org.chiptest.runtime.internal.linker.CallFrameDescriptor;

/**
 * Lay out the control segment that a worker shares with its child process: the mailbox of the contract in page 0, our
 * own pages behind it.
 *
 * <pre>
 *        0  task mailbox    {@link MailboxDescriptor}
 *     4096  link            {@link LinkDescriptor}
 *     8192  counters        {@link org.chiptest.runtime.internal.device.CounterDescriptor}
 *    12288  run settings    {@link org.chiptest.runtime.internal.args.RunSettingsDescriptor}
 *    14336  capture options {@link org.chiptest.runtime.internal.args.CaptureOptionsDescriptor}
 *    16384  outcome         {@link OutcomeDescriptor}
 *    32768  call frames     512 of {@link CallFrameDescriptor}: the crash note
 *    98304  long arguments  a blob that does not fit into the mailbox
 *   196608  lost run        {@link LostRunDescriptor}
 *   200704
 * </pre>
 */
public final class ControlSegmentDescriptor {

    public static final long MAILBOX = 0;
    public static final long LINK = 4096;
    public static final long COUNTERS = 8192;
    public static final long RUN_SETTINGS = 12_288;
    public static final long CAPTURE_OPTIONS = 14_336;
    public static final long OUTCOME = 16_384;
    public static final long CALL_FRAMES = 32_768;
    public static final long CALL_FRAMES_SIZE = 512 * CallFrameDescriptor.SIZE;
    public static final long LONG_ARGS = 98_304;
    public static final long LONG_ARGS_CAPACITY = 98_304;
    public static final long LOST_RUN = 196_608;
    public static final long SIZE = 200_704;

    private ControlSegmentDescriptor() {}
}

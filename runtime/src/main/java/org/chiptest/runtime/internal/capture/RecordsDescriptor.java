package org.chiptest.runtime.internal.capture;

import org.chiptest.runtime.internal.graph.OrchestrationStep;

/**
 * Layout of the memory that runs are recorded in: a page that says what was recorded, and chunks of records. Little endian; it is
 * shared by the process that runs and the one that started it.
 *
 * <pre>
 *      0  state | runtime     8  block dim | 0       16  nanos per tick (double)  24  ticks at the start
 *     32  nanos at the start 40  ticks at the end    48  nanos at the end         56  chunks taken
 *     64  records lost       72  tasks counted       80  edges counted            88  kernels counted
 *     96  ticks of 512 records   104 counter's Hz   112  length of the architecture's name (4) | the name, UTF-8
 *    496  ticks by which the two moments of the start may lie apart
 *    504  whether the times of the last run are there, captured or not   512  its six phases, nanoseconds each
 *    560  ticks when the run had failed, or was given up; 0 if it did not
 *   4096  chunk 0: thread (2) | run (2) | bytes used (4), then records
 *  69632  chunk 1 ...
 *
 *  every record      0  kind (1) | 0 | bytes (2) | task (4)
 *
 *  TASK       8 id       16 created     24 ready          32 completed   40 kernels (3 x 2) | flags | depth
 *            48 blocks (4) | 0                                                                            = 56
 *  EXECUTION  8 block (4) | core (2) | func id (2)        16 dispatched  24 started  32 ended  40 finished = 48
 *  EDGE       8 producer (4) | argument | argument of the producer | origin | meeting                    = 16
 *  ARGUMENTS  8 count (4) | 0, then for each: use | type | dims | plain | version (4), word (8), for each
 *             dimension the shape (4), and unless plain all raw shapes and all offsets; up to a multiple of 8
 *  PHASE      8 name (4) | count (4)    16 begin          24 end                                         = 32
 *  SCOPE      8 begin | depth | ring | 0 | bytes of the place (4), then used and limit of window, heap, pool, map,
 *             and the place in the source, UTF-8, up to a multiple of 8                                 from 80
 *  REQUEST    8 number (4) | 0             16 begin          24 end of each step, by its code               = 80
 * </pre>
 *
 * A moment of 0 is none. A chunk belongs to one thread, and to the run whose number it has, which publishes a record by the bytes used; moments of records that are there
 * follow later, by whoever knows them.
 */
final class RecordsDescriptor {

    static final long STATE = 0;
    static final long RUNTIME = 4;
    static final long BLOCK_DIM = 8;
    static final long RUN = 12;
    static final long NANOS_PER_TICK = 16;
    static final long BEGIN_TICKS = 24;
    static final long BEGIN_NANOS = 32;
    static final long END_TICKS = 40;
    static final long END_NANOS = 48;
    static final long CHUNKS = 56;
    static final long LOST = 64;
    static final long TASKS = 72;
    static final long EDGES = 80;
    static final long KERNELS = 88;
    static final long COST_TICKS = 96;
    static final long COUNTER_HZ = 104;
    static final long NAME_LENGTH = 112;
    static final long NAME = 116;
    static final int NAME_CAPACITY = 256;

    static final long CLOCK_ERROR = 496;
    static final long RUN_TIMED = 504;
    static final long RUN_TIMES = 512;
    static final long FAILED_TICKS = 560;

    static final long FIRST_CHUNK = 4096;
    static final long CHUNK_SIZE = 65_536;
    static final long CHUNK_THREAD = 0;
    static final long CHUNK_RUN = 2;
    static final long CHUNK_USED = 4;
    static final long CHUNK_RECORDS = 8;

    static final long KIND = 0;
    static final long BYTES = 2;
    static final long TASK = 4;

    static final int KIND_TASK = 1;
    static final long TASK_ID = 8;
    static final long TASK_CREATED = 16;
    static final long TASK_READY = 24;
    static final long TASK_COMPLETED = 32;
    static final long TASK_KERNELS = 40;
    static final long TASK_FLAGS = 46;
    static final long TASK_DEPTH = 47;
    static final long TASK_BLOCKS = 48;
    static final int TASK_BYTES = 56;
    static final int FLAG_MANUAL = 1;

    static final int KIND_EXECUTION = 2;
    static final long EXECUTION_BLOCK = 8;
    static final long EXECUTION_CORE = 12;
    static final long EXECUTION_FUNC = 14;
    static final long EXECUTION_DISPATCHED = 16;
    static final long EXECUTION_STARTED = 24;
    static final long EXECUTION_ENDED = 32;
    static final long EXECUTION_FINISHED = 40;
    static final int EXECUTION_BYTES = 48;

    static final int KIND_EDGE = 3;
    static final long EDGE_PRODUCER = 8;
    static final long EDGE_ARGUMENT = 12;
    static final long EDGE_PRODUCER_ARGUMENT = 13;
    static final long EDGE_ORIGIN = 14;
    static final long EDGE_MEETING = 15;
    static final int EDGE_BYTES = 16;

    static final int KIND_ARGUMENTS = 4;
    static final long ARGUMENTS_COUNT = 8;
    static final long ARGUMENTS_FIRST = 16;
    static final long ARGUMENT_USE = 0;
    static final long ARGUMENT_TYPE = 1;
    static final long ARGUMENT_DIMS = 2;
    static final long ARGUMENT_PLAIN = 3;
    static final long ARGUMENT_VERSION = 4;
    static final long ARGUMENT_WORD = 8;
    static final long ARGUMENT_SHAPE = 16;

    static final int KIND_PHASE = 5;
    static final long PHASE_NAME = 8;
    static final long PHASE_COUNT = 12;
    static final long PHASE_BEGIN = 16;
    static final long PHASE_END = 24;
    static final int PHASE_BYTES = 32;

    /** The name of a phase: there is only this one. */
    static final int PHASE_WAIT = 100;

    static final int KIND_SCOPE = 6;
    static final long SCOPE_BEGIN = 8;
    static final long SCOPE_DEPTH = 9;
    static final long SCOPE_RING = 10;
    static final long SCOPE_USES = 16;
    static final long SCOPE_SITE_BYTES = 12;
    static final long SCOPE_SITE = 80;
    static final int SCOPE_BYTES = 80;
    static final int SITE_CAPACITY = 256;

    static final int KIND_REQUEST = 7;
    static final long REQUEST_NUMBER = 8;
    static final long REQUEST_BEGIN = 16;
    static final long REQUEST_STEPS = 24;
    static final int REQUEST_BYTES = (int) REQUEST_STEPS + Long.BYTES * OrchestrationStep.values().length;

    /** Index of no task. */
    static final int NO_TASK = -1;

    /** Nothing was recorded, or it was cleared. */
    static final int EMPTY = 0;
    static final int RECORDING = 1;
    static final int COMPLETED = 2;
    static final int FAILED = 3;

    /** What is measured to tell the cost of one record. */
    static final int MEASURED_RECORDS = 512;

    private RecordsDescriptor() {}

    /** Return the size of one argument's description. */
    static int argumentBytes(int dims, boolean plain) {
        return 16 + (Integer.BYTES * dims * (plain ? 1 : 3) + 7 & -8);
    }

    // Neighbouring fields are written together: one after the other costs most of a record.

    /** Return two numbers as one that has the first in its lower half, where memory has the first field. */
    static long word(int first, int second) {
        return Integer.toUnsignedLong(first) | (long) second << Integer.SIZE;
    }

    /** Return two numbers of 16 bits as one. */
    static int shorts(int first, int second) {
        return first & 0xffff | second << Short.SIZE;
    }

    /** Return four numbers of 8 bits as one. */
    static int bytes(int first, int second, int third, int fourth) {
        return shorts(first & 0xff | second << Byte.SIZE, third & 0xff | fourth << Byte.SIZE);
    }

    /** Return what stands for a constant in a record: its position, by which the reader of the same build finds it again. */
    @SuppressWarnings("EnumOrdinal")
    static int code(Enum<?> constant) {
        return constant.ordinal();
    }
}

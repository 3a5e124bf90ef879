package org.chiptest.runtime.internal.trb;

/**
 * The layout of what a submit returns; {@code docs/contract/trb.md#orchestration-types}.
 *
 * <pre>
 *   0          8       12      16            144
 *  +----------+-------+-------+-------------+
 *  | task id  | count | -     | tensors[16] |
 *  |          |       |       | (pointers)  |
 *  +----------+-------+-------+-------------+
 * </pre>
 */
final class TaskOutputTensorsDescriptor {

    static final long SIZE = 144;

    static final long TASK_ID = 0;
    static final long COUNT = 8;
    static final long TENSORS = 16;

    private TaskOutputTensorsDescriptor() {}
}

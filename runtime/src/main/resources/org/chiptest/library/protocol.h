// What this library and the worker process agree on: the bytes of the control segment that both map, and how long the one waits for the
// other. Each number is that of a ...Descriptor class of the Java side, which a test compares; a worker of another build refuses the
// segment by its version.

#pragma once

#include <cstdint>

namespace {
namespace protocol {

constexpr uint64_t CONTROL_BYTES = 200704;
constexpr uint64_t TENSOR_BYTES = 17179869184;
constexpr uint64_t RECORD_BYTES = 268435456;

// segments, by the numbers under which the worker is told of them
constexpr uint64_t TENSORS_SEGMENT = 1;
constexpr uint64_t RECORDS_SEGMENT = 4;
constexpr uint64_t SEGMENT_SHIFT = 48;

// the mailbox
constexpr uint64_t STATE = 0;
constexpr uint64_t ERROR_CODE = 4;
constexpr uint64_t CALLABLE_ID = 8;
constexpr uint64_t CALL_CONFIG = 16;
constexpr uint64_t ARGS_BLOB = 1064;
constexpr uint64_t ARGS_BLOB_CAPACITY = 2776;
constexpr uint64_t ERROR_TEXT = 3840;
constexpr uint64_t CONTROL_COMMAND = 8;
constexpr uint64_t CONTROL_ARG0 = 16;
constexpr uint64_t CONTROL_ARG1 = 24;
constexpr uint64_t CONTROL_ARG2 = 32;
constexpr uint64_t CONTROL_RESULT = 40;

// values of its state
constexpr uint64_t IDLE = 0;
constexpr uint64_t TASK_READY = 1;
constexpr uint64_t TASK_DONE = 2;
constexpr uint64_t SHUTDOWN = 3;
constexpr uint64_t CONTROL_REQUEST = 4;
constexpr uint64_t CONTROL_DONE = 5;

// the link
constexpr uint64_t MAGIC = 4096;
constexpr uint64_t VERSION = 4104;
constexpr uint64_t READY = 4108;
constexpr uint64_t GOODBYE = 4112;
constexpr uint64_t PARENT_WAITS = 4160;
constexpr uint64_t CHILD_WAITS = 4224;
constexpr uint64_t REQUEST = 4352;
constexpr uint64_t LONG_ARGS_LENGTH = 4360;
constexpr uint64_t ANSWER = 4416;
constexpr uint64_t MAGIC_VALUE = 6076276550679480387;
constexpr uint64_t VERSION_VALUE = 2;

// what the device has counted
constexpr uint64_t HOST_OPENS = 8200;
constexpr uint64_t AICPU_OPENS = 8208;

// settings of a run
constexpr uint64_t DEADLINE = 12288;
constexpr uint64_t HEAP_BYTES = 12296;
constexpr uint64_t TENSOR_WAIT_TIMEOUT = 12304;
constexpr uint64_t TASK_WINDOW = 12312;
constexpr uint64_t DEP_POOL = 12316;

// how a request has ended
constexpr uint64_t OUTCOME_KIND = 16384;
constexpr uint64_t OUTCOME_TEXT_LENGTH = 16388;
constexpr uint64_t OUTCOME_TEXT = 16392;
constexpr uint64_t OUTCOME_TEXT_CAPACITY = 16376;
constexpr uint64_t KIND_DONE = 0;
constexpr uint64_t KIND_DEVICE_FAILURE = 1;
constexpr uint64_t KIND_CHILD_FAILURE = 2;

constexpr uint64_t LONG_ARGS = 98304;
constexpr uint64_t LONG_ARGS_CAPACITY = 98304;

// a run that nobody will answer
constexpr uint64_t LOST_CODE = 196608;
constexpr uint64_t LOST_TEXT_LENGTH = 196612;
constexpr uint64_t LOST_TEXT = 196616;
constexpr uint64_t LOST_TEXT_CAPACITY = 4088;

// commands
constexpr uint64_t MALLOC = 0;
constexpr uint64_t FREE = 1;
constexpr uint64_t COPY_TO = 2;
constexpr uint64_t COPY_FROM = 3;
constexpr uint64_t PREPARE = 4;
constexpr uint64_t INIT = 16;
constexpr uint64_t UNREGISTER = 17;
constexpr uint64_t JOIN = 22;
constexpr uint64_t BARRIER = 23;
constexpr uint64_t LEAVE = 24;

// a call configuration, from its begin
constexpr uint64_t CONFIG_BLOCK_DIM = 0;
constexpr uint64_t CONFIG_AICPU_THREADS = 4;
constexpr uint64_t CONFIG_SWIMLANE = 8;
constexpr uint64_t CONFIG_DUMP = 12;
constexpr uint64_t CONFIG_PMU = 16;
constexpr uint64_t CONFIG_DEP_GEN = 20;
constexpr uint64_t CONFIG_PREFIX = 24;
constexpr uint64_t CONFIG_PREFIX_BYTES = 1024;

// arguments, as the caller of a run has them
constexpr uint64_t ARGS_TENSORS = 64;
constexpr uint64_t ARGS_SCALARS = 128;
constexpr uint64_t ARGS_SCALARS_AT = 2560;
constexpr uint64_t ARGS_TENSOR_COUNT = 3584;
constexpr uint64_t ARGS_SCALAR_COUNT = 3588;
constexpr uint64_t TENSOR_SIZE = 40;
constexpr uint64_t TENSOR_SHAPES = 8;
constexpr uint64_t TENSOR_MAX_DIMENSIONS = 5;
constexpr uint64_t TENSOR_DIMENSIONS = 28;
constexpr uint64_t TENSOR_DTYPE = 32;
constexpr uint64_t TENSOR_CHILD_MEMORY = 33;

// an image of a callable
constexpr uint64_t IMAGE_BINARY_SIZE = 260;
constexpr uint64_t IMAGE_CHILD_OFFSETS = 4428;
constexpr uint64_t IMAGE_CHILD_COUNT = 8524;
constexpr uint64_t IMAGE_STORAGE = 8596;
constexpr uint64_t IMAGE_MAX_CHILDREN = 1024;
constexpr uint64_t CHILD_BINARY_SIZE = 68;
constexpr uint64_t CHILD_BINARY = 128;

constexpr uint64_t RED_ZONE_BYTES = 64;
constexpr uint64_t RED_ZONE_PATTERN = 167;

// the header of a group's windows
constexpr uint64_t WINDOWS_MAGIC = 0;
constexpr uint64_t WINDOWS_RANKS = 8;
constexpr uint64_t WINDOWS_SIZE = 16;
constexpr uint64_t WINDOWS_JOINED = 64;
constexpr uint64_t WINDOWS_PHASE = 128;
constexpr uint64_t WINDOWS_PROCESSES = 2560;
constexpr uint64_t WINDOWS_PROCESS_BYTES = 16;
constexpr uint64_t WINDOWS_PROCESS_BEGIN = 8;
constexpr uint64_t WINDOWS_AT = 4096;
constexpr uint64_t WINDOWS_MAGIC_VALUE = 5570195464655554627;
constexpr uint64_t MAX_RANKS = 64;
constexpr uint64_t CONTEXT_WINDOWS_IN = 32;

// least values of what the environment sets
constexpr uint64_t MIN_TASK_WINDOW = 4;
constexpr uint64_t MIN_HEAP_BYTES = 1024;
constexpr uint64_t MIN_DEP_POOL = 4;

// how long the worker may take, in seconds
constexpr uint64_t START_SECONDS = 60;
constexpr uint64_t CONTROL_SECONDS = 60;
constexpr uint64_t RUN_SECONDS = 30;
constexpr uint64_t RUN_GRACE_SECONDS = 5;
constexpr uint64_t CLOSE_SECONDS = 10;
constexpr uint64_t GROUP_SECONDS = 120;

}  // namespace protocol
}  // namespace

// How many of everything a chip has, how its clock ticks, and the words that its scheduler and its cores exchange.
#pragma once

#include <cstdint>

#include "chip_arch.h"

// ---- Shape

constexpr int PLATFORM_DUMP_MAX_DIMS = 5;

// A block dim counts clusters: one cube core with its two vector cores.
#if CHIPTEST_ARCH_A5
constexpr int PLATFORM_MAX_BLOCKDIM = 36;
constexpr int PLATFORM_MAX_AICPU_THREADS = 7;
constexpr int PLATFORM_MAX_AICPU_THREADS_JUST_FOR_LAUNCH = 7;
#else
constexpr int PLATFORM_MAX_BLOCKDIM = 24;
constexpr int PLATFORM_MAX_AICPU_THREADS = 4;
constexpr int PLATFORM_MAX_AICPU_THREADS_JUST_FOR_LAUNCH = 6;
#endif
constexpr int PLATFORM_CORES_PER_BLOCKDIM = 3;
constexpr int PLATFORM_AIC_CORES_PER_BLOCKDIM = 1;
constexpr int PLATFORM_AIV_CORES_PER_BLOCKDIM = 2;
constexpr uint32_t PLATFORM_SUB_CORES_PER_AICORE = 3;

// One scheduler thread may be given all cores.
constexpr int PLATFORM_MAX_AIC_PER_THREAD = PLATFORM_MAX_BLOCKDIM * PLATFORM_AIC_CORES_PER_BLOCKDIM;
constexpr int PLATFORM_MAX_AIV_PER_THREAD = PLATFORM_MAX_BLOCKDIM * PLATFORM_AIV_CORES_PER_BLOCKDIM;
constexpr int PLATFORM_MAX_CORES_PER_THREAD = PLATFORM_MAX_AIC_PER_THREAD + PLATFORM_MAX_AIV_PER_THREAD;
constexpr int PLATFORM_MAX_CORES = PLATFORM_MAX_BLOCKDIM * PLATFORM_CORES_PER_BLOCKDIM;

#if CHIPTEST_ARCH_A5
constexpr uint32_t PLATFORM_NUM_DIES = 2;
constexpr uint32_t PLATFORM_AICORE_PER_DIE = 18;
namespace DAV_3510 {
constexpr uint32_t PLATFORM_MAX_PHYSICAL_CORES = PLATFORM_NUM_DIES * PLATFORM_AICORE_PER_DIE;
}
#else
namespace DAV_2201 {
constexpr uint32_t PLATFORM_MAX_PHYSICAL_CORES = 25; // one more than can be used at a time
}
#endif

// ---- Time

#if CHIPTEST_ARCH_A5
constexpr uint64_t PLATFORM_PROF_SYS_CNT_FREQ = 1000000000;
#else
constexpr uint64_t PLATFORM_PROF_SYS_CNT_FREQ = 50000000;
constexpr uint64_t PLATFORM_OP_EXECUTE_TIMEOUT_US = 1000000;
constexpr uint64_t PLATFORM_STREAM_SYNC_TIMEOUT_MS = 2000;
#endif
constexpr uint64_t PLATFORM_DEINIT_TIMEOUT_TICKS = PLATFORM_PROF_SYS_CNT_FREQ; // one second

inline double cycles_to_us(uint64_t cycles) {
    return static_cast<double>(cycles) / static_cast<double>(PLATFORM_PROF_SYS_CNT_FREQ) * 1e6;
}

// ---- Buffers of the diagnostic features

constexpr int PLATFORM_PROF_BUFFER_SIZE = 1000;
constexpr int PLATFORM_PROF_SLOT_COUNT = 4;
constexpr int PLATFORM_PROF_BUFFERS_PER_CORE = 8;
constexpr int PLATFORM_PROF_BUFFERS_PER_THREAD = 16;
constexpr int PLATFORM_PROF_TIMEOUT_SECONDS = 30;

constexpr int PLATFORM_DUMP_RECORDS_PER_BUFFER = 256;
constexpr int PLATFORM_DUMP_BUFFERS_PER_THREAD = 8;
constexpr int PLATFORM_DUMP_SLOT_COUNT = 4;
constexpr uint64_t PLATFORM_DUMP_AVG_TENSOR_BYTES = 65536;
constexpr int PLATFORM_DUMP_TIMEOUT_SECONDS = 30;

constexpr int PLATFORM_PMU_RECORDS_PER_BUFFER = 512;
constexpr int PLATFORM_PMU_SLOT_COUNT = 4;
constexpr int PLATFORM_PMU_BUFFERS_PER_CORE = 4;
constexpr int PLATFORM_PMU_TIMEOUT_SECONDS = 30;

// Every buffer may be waiting at the same time, so the queues hold them all.
constexpr int PLATFORM_PROF_READYQUEUE_SIZE = PLATFORM_MAX_CORES * PLATFORM_PROF_BUFFERS_PER_CORE +
                                              PLATFORM_MAX_AICPU_THREADS * PLATFORM_PROF_BUFFERS_PER_THREAD;
constexpr int PLATFORM_PMU_READYQUEUE_SIZE = PLATFORM_MAX_CORES * PLATFORM_PMU_BUFFERS_PER_CORE;

#if CHIPTEST_ARCH_A5
constexpr int PLATFORM_PROF_EMPTY_POLLS_CHECK_NUM = 1000;
constexpr int PLATFORM_PHASE_RECORDS_PER_THREAD = 500000;
constexpr int PLATFORM_DUMP_READYQUEUE_SIZE = 112;
#else
constexpr int PLATFORM_L2_AICORE_RING_SIZE = 2;
constexpr int PLATFORM_DUMP_READYQUEUE_SIZE = 64;
constexpr int PLATFORM_DEP_GEN_RECORDS_PER_BUFFER = 32;
constexpr int PLATFORM_DEP_GEN_SLOT_COUNT = 4;
constexpr int PLATFORM_DEP_GEN_BUFFERS_PER_INSTANCE = 4;
constexpr int PLATFORM_DEP_GEN_READYQUEUE_SIZE = 8;
constexpr int PLATFORM_DEP_GEN_TIMEOUT_SECONDS = 30;
#endif

// Which of them are on, one bit each.
#define PROFILING_FLAG_NONE 0u
#define PROFILING_FLAG_DUMP_TENSOR 1u
#define PROFILING_FLAG_L2_SWIMLANE 2u
#define PROFILING_FLAG_PMU 4u
#if CHIPTEST_ARCH_A2A3
#define PROFILING_FLAG_DEP_GEN 8u
#endif
#define GET_PROFILING_FLAG(flags, bit) (((flags) & (bit)) != 0u)
#define SET_PROFILING_FLAG(flags, bit) ((flags) |= (bit))
#define CLEAR_PROFILING_FLAG(flags, bit) ((flags) &= ~(bit))

// ---- Task words

// A scheduler starts a task by writing its id to a core's register; the core answers with the id and one bit of state,
// first ACK, then FIN.
#define TASK_ID_MASK 0x7FFFFFFFu
#define TASK_STATE_MASK 0x80000000u

enum {
    TASK_ACK_STATE = 0,
    TASK_FIN_STATE = 1,
};

#define EXTRACT_TASK_ID(v) (static_cast<int>((v) & TASK_ID_MASK))
#define EXTRACT_TASK_STATE(v) (static_cast<int>(((v) & TASK_STATE_MASK) >> 31))
#define MAKE_ACK_VALUE(id) (static_cast<uint64_t>((id) & TASK_ID_MASK))
#define MAKE_FIN_VALUE(id) (static_cast<uint64_t>(((id) & TASK_ID_MASK) | TASK_STATE_MASK))

// Ids that no task has.
enum {
    AICORE_IDLE_TASK_ID = 0x7FFFFFFF,
    AICORE_EXIT_TASK_ID = 0x7FFFFFFE,
    AICPU_IDLE_TASK_ID = 0x7FFFFFFD,
};
#define AICORE_IDLE_VALUE MAKE_FIN_VALUE(AICORE_IDLE_TASK_ID)
#define AICORE_EXITED_VALUE MAKE_FIN_VALUE(AICORE_EXIT_TASK_ID)

constexpr int AICPU_TASK_INVALID = -1;
constexpr uint32_t AICORE_EXIT_SIGNAL = 0x7FFFFFF0;
constexpr uint32_t AICORE_COREID_MASK = 0x0FFF;

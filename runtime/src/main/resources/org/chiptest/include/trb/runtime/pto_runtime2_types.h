// Sizes of the runtime's rings and pools, and the few of its types that are plain enough to be shown. Orchestrations
// need only the error codes, which come along; the sizes are defaults that a run may change.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "chip_arch.h"
#include "pto2_dispatch_payload.h"
#include "pto_completion_ingress.h"
#include "pto_constants.h"
#include "pto_runtime_status.h"
#include "pto_submit_types.h"
#include "pto_task_id.h"
#include "pto_types.h"

// Switches that some sources look at. Each kind of profiling builds on the one before.
#ifndef PTO2_PROFILING
#define PTO2_PROFILING 1
#endif
#ifndef PTO2_ORCH_PROFILING
#define PTO2_ORCH_PROFILING 0
#endif
#ifndef PTO2_SCHED_PROFILING
#define PTO2_SCHED_PROFILING 0
#endif
#ifndef PTO2_TENSORMAP_PROFILING
#define PTO2_TENSORMAP_PROFILING 0
#endif
#if CHIPTEST_ARCH_A2A3 && !defined(PTO2_DISABLE_DUAL_ISSUE)
#define PTO2_DISABLE_DUAL_ISSUE 0
#endif
#if PTO2_ORCH_PROFILING && !PTO2_PROFILING
#error "PTO2_ORCH_PROFILING needs PTO2_PROFILING"
#endif
#if PTO2_SCHED_PROFILING && !PTO2_PROFILING
#error "PTO2_SCHED_PROFILING needs PTO2_PROFILING"
#endif
#if PTO2_TENSORMAP_PROFILING && !PTO2_ORCH_PROFILING
#error "PTO2_TENSORMAP_PROFILING needs PTO2_ORCH_PROFILING"
#endif

// User code never spins on the runtime's state.
#define SPIN_WAIT_HINT() ((void)0)

#define PTO2_TASK_WINDOW_SIZE 16384
#define PTO2_MAX_RING_DEPTH 4
#define PTO2_HEAP_SIZE (256 * 1024 * 1024)
#define PTO2_DEP_LIST_POOL_SIZE 16384
#define PTO2_TENSORMAP_POOL_SIZE 65536
#define PTO2_TENSORMAP_NUM_BUCKETS 4096
#define PTO2_MAX_SCOPE_DEPTH 64
#define PTO2_SCOPE_TASKS_INIT_CAP 65536
#define PTO2_READY_QUEUE_SIZE 65536
#define PTO2_WRIRING_QUEUE_SIZE 1024
#define PTO2_FANIN_INLINE_CAP 64
#define PTO2_TENSORMAP_CLEANUP_INTERVAL 64
#define PTO2_DEP_POOL_CLEANUP_INTERVAL 64

// Ticks of the system counter.
constexpr uint64_t PTO2_TENSOR_DATA_TIMEOUT_CYCLES = 15ull * 1000 * 1000 * 1000;

// A task is pending until all of its blocks have run, and consumed when nobody needs its outputs any more.
typedef enum {
    PTO2_TASK_PENDING = 0,
    PTO2_TASK_COMPLETED = 1,
    PTO2_TASK_CONSUMED = 2,
} PTO2TaskState;

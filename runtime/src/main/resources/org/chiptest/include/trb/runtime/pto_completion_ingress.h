// Deferred completion: how a kernel tells the runtime "I have returned, but I am finished only when these words in
// memory say so", and the queue that carries such messages inside the runtime.
#pragma once

#include <stdint.h>

#include "chip_arch.h"
#include "pto_constants.h"
#include "pto_task_id.h"

#define PTO2_COMPLETION_INGRESS_CAPACITY 4096u
#define PTO2_COMPLETION_INGRESS_MASK (PTO2_COMPLETION_INGRESS_CAPACITY - 1u)

inline constexpr int32_t PTO2_MAX_COMPLETIONS_PER_TASK = 64;

#define PTO2_COMPLETION_ENGINE_SDMA 0u
#define PTO2_COMPLETION_ENGINE_ROCE 1u
#define PTO2_COMPLETION_ENGINE_URMA 2u
#define PTO2_COMPLETION_ENGINE_CCU 3u

// COUNTER: the 32-bit word at addr has reached expected_value. SDMA_EVENT_RECORD: the engine has set the record's flag.
#define PTO2_COMPLETION_TYPE_COUNTER 0
#if CHIPTEST_ARCH_A2A3
#define PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD 1
#endif

// One condition.
struct PTO2DeferredCompletionEntry {
    uint64_t addr;
    uint32_t expected_value;
    uint32_t engine;
    int32_t completion_type;
    uint32_t _pad;
};

// The conditions of one task, written by its kernels and read by the scheduler after they have returned.
struct alignas(64) PTO2DeferredCompletionIngressBuffer {
    volatile uint32_t count;
    volatile int32_t error_code;
    PTO2DeferredCompletionEntry entries[PTO2_MAX_COMPLETIONS_PER_TASK];
};

// One slot of the runtime's own queue; seq says whose turn it is. A cache line, so that writers do not disturb each
// other.
struct PTO2CompletionIngressEntry {
    volatile uint64_t seq;
    PTO2TaskId task_token;
    uint64_t addr;
    uint32_t expected_value;
    uint32_t engine;
    int32_t completion_type;
    uint32_t _pad[6];
};

struct alignas(64) PTO2CompletionIngressQueue {
    volatile uint64_t head;
    uint8_t _head_pad[56];
    volatile uint64_t tail;
    uint8_t _tail_pad[56];
    PTO2CompletionIngressEntry entries[PTO2_COMPLETION_INGRESS_CAPACITY];
};

static_assert(sizeof(PTO2DeferredCompletionEntry) == 24, "PTO2DeferredCompletionEntry is 24 bytes");
static_assert(__builtin_offsetof(PTO2DeferredCompletionEntry, expected_value) == 8, "entry.expected_value");
static_assert(__builtin_offsetof(PTO2DeferredCompletionEntry, engine) == 12, "entry.engine");
static_assert(__builtin_offsetof(PTO2DeferredCompletionEntry, completion_type) == 16, "entry.completion_type");
static_assert(sizeof(PTO2DeferredCompletionIngressBuffer) == 1600, "PTO2DeferredCompletionIngressBuffer");
static_assert(__builtin_offsetof(PTO2DeferredCompletionIngressBuffer, error_code) == 4, "buffer.error_code");
static_assert(__builtin_offsetof(PTO2DeferredCompletionIngressBuffer, entries) == 8, "buffer.entries");
static_assert(sizeof(PTO2CompletionIngressEntry) == 64, "PTO2CompletionIngressEntry is one cache line");
static_assert(sizeof(PTO2CompletionIngressQueue) == 262272, "PTO2CompletionIngressQueue");
static_assert(__builtin_offsetof(PTO2CompletionIngressQueue, tail) == 64, "queue.tail");
static_assert(__builtin_offsetof(PTO2CompletionIngressQueue, entries) == 128, "queue.entries");

// What a kernel can ask about itself: which block it is, which core of its cluster, and where to leave conditions for a
// deferred completion. The answers lie behind the last two of the words that kernel_entry receives.
#pragma once

#include <stdint.h>

#include "chip_arch.h"
#include "pto_completion_ingress.h"
#include "pto_task_id.h"

// Marks of the device compiler. Kernels bring them with their instruction library; orchestrations, which see this
// header too, need none.
#ifndef __gm__
#define __gm__
#endif
#ifndef __aicore__
#define __aicore__
#endif

// Of the words of kernel_entry, the first 48 are the task's arguments (16 tensors, 32 scalars at most).
static constexpr int32_t PTO2_EXT_PARAMS_COUNT = 2;
static constexpr int32_t SPMD_LOCAL_CONTEXT_INDEX = 48;
static constexpr int32_t SPMD_GLOBAL_CONTEXT_INDEX = 49;
static constexpr int32_t PAYLOAD_LOCAL_CONTEXT_INDEX = SPMD_LOCAL_CONTEXT_INDEX;
static constexpr int32_t PAYLOAD_GLOBAL_CONTEXT_INDEX = SPMD_GLOBAL_CONTEXT_INDEX;

// What stays the same for a core: its lane among the vector cores of the cluster.
struct GlobalContext {
    int32_t sub_block_id;
};

// Where the conditions of the running task go; all null if the task is not to defer anything.
struct AsyncCtx {
    volatile __gm__ uint32_t *completion_count;
    volatile __gm__ int32_t *completion_error_code;
    volatile __gm__ PTO2DeferredCompletionEntry *completion_entries;
    uint32_t completion_capacity;
    PTO2TaskId task_token;

    static inline AsyncCtx make(PTO2TaskId task_token, volatile __gm__ PTO2DeferredCompletionIngressBuffer *buffer) {
        if (buffer == nullptr) {
            return AsyncCtx{nullptr, nullptr, nullptr, 0, PTO2TaskId::invalid()};
        }
        return AsyncCtx{&buffer->count, &buffer->error_code, &buffer->entries[0],
                        static_cast<uint32_t>(PTO2_MAX_COMPLETIONS_PER_TASK), task_token};
    }
};

// What changes with every dispatch. The architectures name the same two words differently.
struct LocalContext {
#if CHIPTEST_ARCH_A5
    int32_t s_block_idx;
    int32_t s_block_num;
#else
    int32_t block_idx;
    int32_t block_num;
#endif
    AsyncCtx async_ctx;
};

static_assert(sizeof(GlobalContext) == 4, "GlobalContext is one word");
static_assert(sizeof(AsyncCtx) == 40 && alignof(AsyncCtx) == 8, "AsyncCtx is 40 bytes");
static_assert(__builtin_offsetof(AsyncCtx, completion_error_code) == 8, "AsyncCtx.completion_error_code");
static_assert(__builtin_offsetof(AsyncCtx, completion_entries) == 16, "AsyncCtx.completion_entries");
static_assert(__builtin_offsetof(AsyncCtx, completion_capacity) == 24, "AsyncCtx.completion_capacity");
static_assert(__builtin_offsetof(AsyncCtx, task_token) == 32, "AsyncCtx.task_token");
static_assert(sizeof(LocalContext) == 48 && alignof(LocalContext) == 8, "LocalContext is 48 bytes");
static_assert(__builtin_offsetof(LocalContext, async_ctx) == 8, "LocalContext.async_ctx");

// 0 or 1: which of the cluster's two vector cores this is. Meaningful for the vector kernels of mixed tasks.
static __aicore__ inline int32_t get_sub_block_id(__gm__ int64_t *args) {
    return reinterpret_cast<__gm__ GlobalContext *>(args[SPMD_GLOBAL_CONTEXT_INDEX])->sub_block_id;
}

// Which of the task's blocks this call is, from 0. The instruction library has a function of the same name without
// parameter, which asks the hardware and not the task.
static __aicore__ inline int32_t get_block_idx(__gm__ int64_t *args) {
    __gm__ LocalContext *context = reinterpret_cast<__gm__ LocalContext *>(args[SPMD_LOCAL_CONTEXT_INDEX]);
#if CHIPTEST_ARCH_A5
    return context->s_block_idx;
#else
    return context->block_idx;
#endif
}

// How many blocks the task has.
static __aicore__ inline int32_t get_block_num(__gm__ int64_t *args) {
    __gm__ LocalContext *context = reinterpret_cast<__gm__ LocalContext *>(args[SPMD_LOCAL_CONTEXT_INDEX]);
#if CHIPTEST_ARCH_A5
    return context->s_block_num;
#else
    return context->block_num;
#endif
}

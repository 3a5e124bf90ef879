// For kernels whose task is not finished when they return: they leave conditions behind, and the runtime completes the
// task when all of them hold.
//
//     AsyncCtx ctx = get_async_ctx(args);
//     ... start something that will raise a counter ...
//     save_expected_notification_counter(ctx, counter, 1);
//
// A task that is not to defer anything has an empty context; conditions left there are dropped, so that a kernel needs
// no second variant for it.
#pragma once

#include <stdint.h>

// The one project header that asks for the instruction library, because a notification is one of its instructions.
#if __has_include(<pto/comm/pto_comm_inst.hpp>)
#include <pto/comm/comm_types.hpp>
#include <pto/comm/pto_comm_inst.hpp>
#define CHIPTEST_HAS_COMM_INSTRUCTIONS 1
#else
#define CHIPTEST_HAS_COMM_INSTRUCTIONS 0
#endif

#include "chip_arch.h"
#include "intrinsic.h"
#include "pto_completion_ingress.h"
#include "pto_runtime_status.h"

// The caches of a real core are not coherent with the scheduler's: what is written must be pushed out, what is read must
// be fetched again. In simulation both are threads of one process, and it is enough that the compiler moves nothing.
#if defined(__CCE_KT_TEST__) || defined(__CCE_AICORE__) || defined(__DAV_C220__)
#define CHIPTEST_OWN_CACHES 1
#else
#define CHIPTEST_OWN_CACHES 0
#endif

#if !CHIPTEST_HAS_COMM_INSTRUCTIONS
// What a notification needs of the library, so that plain C++ kernels can notify in simulation.
namespace pto {
namespace comm {
enum class NotifyOp : uint8_t { AtomicAdd = 0, Set = 1 };
}
} // namespace pto
#endif

inline __aicore__ void defer_load_ingress(AsyncCtx &ctx) {
    if (ctx.completion_count == nullptr) {
        return;
    }
#if CHIPTEST_OWN_CACHES
    dcci((__gm__ void *)ctx.completion_count, SINGLE_CACHE_LINE);
#else
    __asm__ __volatile__("" ::: "memory");
#endif
}

inline __aicore__ AsyncCtx get_async_ctx(__gm__ int64_t *args) {
    AsyncCtx ctx = reinterpret_cast<__gm__ LocalContext *>(args[PAYLOAD_LOCAL_CONTEXT_INDEX])->async_ctx;
    defer_load_ingress(ctx);
    return ctx;
}

// Too many conditions are an error of the task: the scheduler finds the code where it looks for conditions.
inline __aicore__ void defer_condition(AsyncCtx &ctx, volatile __gm__ void *addr, uint32_t expected, uint32_t engine,
                                       int32_t completion_type) {
    if (ctx.task_token.is_invalid() || ctx.completion_count == nullptr || ctx.completion_entries == nullptr) {
        return;
    }
    const uint32_t index = *ctx.completion_count;
    if (index >= ctx.completion_capacity) {
        if (ctx.completion_error_code != nullptr) {
            *ctx.completion_error_code = PTO2_ERROR_ASYNC_WAIT_OVERFLOW;
        }
        return;
    }
    volatile __gm__ PTO2DeferredCompletionEntry &entry = ctx.completion_entries[index];
    entry.addr = reinterpret_cast<uint64_t>(addr);
    entry.expected_value = expected;
    entry.engine = engine;
    entry.completion_type = completion_type;
    entry._pad = 0;
    *ctx.completion_count = index + 1; // last: an entry that is counted is complete
}

inline __aicore__ void defer_flush_range(volatile __gm__ void *addr, uint32_t size_bytes) {
    if (addr == nullptr || size_bytes == 0) {
        return;
    }
#if CHIPTEST_OWN_CACHES
    const uint64_t begin = reinterpret_cast<uint64_t>(addr);
    for (uint64_t line = begin & ~uint64_t{PTO2_ALIGN_SIZE - 1}; line < begin + size_bytes; line += PTO2_ALIGN_SIZE) {
        dcci((__gm__ void *)line, SINGLE_CACHE_LINE, CACHELINE_OUT);
    }
#endif
}

// Makes the conditions visible to the scheduler. Call it after the last one.
inline __aicore__ void defer_flush(AsyncCtx &ctx) {
    if (ctx.task_token.is_invalid() || ctx.completion_count == nullptr) {
        return;
    }
#if CHIPTEST_OWN_CACHES
    const uint32_t written = *ctx.completion_count;
    const uint32_t entries = written < ctx.completion_capacity ? written : ctx.completion_capacity;
    defer_flush_range(ctx.completion_count, sizeof(*ctx.completion_count));
    defer_flush_range(ctx.completion_error_code, sizeof(*ctx.completion_error_code));
    defer_flush_range(ctx.completion_entries, entries * static_cast<uint32_t>(sizeof(*ctx.completion_entries)));
    dsb(DSB_DDR);
    pipe_barrier(PIPE_ALL);
#else
    __asm__ __volatile__("" ::: "memory");
#endif
}

// The task completes when the counter, which some chip will raise, has reached the expected value.
inline __aicore__ void save_expected_notification_counter(AsyncCtx &ctx, volatile __gm__ void *counter_addr,
                                                          uint32_t expected_value) {
    defer_condition(ctx, counter_addr, expected_value, PTO2_COMPLETION_ENGINE_SDMA, PTO2_COMPLETION_TYPE_COUNTER);
    defer_flush(ctx);
}

// Raises or sets a counter of another chip, after everything that this kernel has written before.
inline __aicore__ void pto2_send_notification(volatile __gm__ void *remote_counter_addr, int32_t value,
                                              pto::comm::NotifyOp notify_op) {
    __gm__ int32_t *counter = (__gm__ int32_t *)remote_counter_addr;
#if CHIPTEST_HAS_COMM_INSTRUCTIONS
    pto::comm::Signal signal(counter);
    pto::comm::TNOTIFY(signal, value, notify_op);
#else
    if (notify_op == pto::comm::NotifyOp::AtomicAdd) {
        __atomic_fetch_add(counter, value, __ATOMIC_RELEASE);
    } else {
        __atomic_store_n(counter, value, __ATOMIC_RELEASE);
    }
#endif
}

#if CHIPTEST_ARCH_A2A3

inline __aicore__ bool async_ctx_is_deferred(const AsyncCtx &ctx) { return ctx.task_token.is_valid(); }

// The task, and with it the run, fails with this code.
inline __aicore__ void defer_error(AsyncCtx &ctx, int32_t error_code) {
    if (ctx.task_token.is_valid() && ctx.completion_error_code != nullptr) {
        *ctx.completion_error_code = error_code;
    }
}

inline __aicore__ void defer_condition(AsyncCtx &ctx, uint64_t addr, uint32_t expected, uint32_t engine,
                                       int32_t completion_type) {
    defer_condition(ctx, (volatile __gm__ void *)addr, expected, engine, completion_type);
}

inline __aicore__ void defer_counter(AsyncCtx &ctx, volatile __gm__ void *counter_addr, uint32_t expected) {
    defer_condition(ctx, counter_addr, expected, PTO2_COMPLETION_ENGINE_SDMA, PTO2_COMPLETION_TYPE_COUNTER);
}

inline __aicore__ void defer_sdma_event_record(AsyncCtx &ctx, volatile __gm__ void *record_addr) {
    defer_condition(ctx, record_addr, 0, PTO2_COMPLETION_ENGINE_SDMA, PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD);
}

// An event of the instruction library's own. Simulated libraries have no engine that could complete one later, which is
// an error of the task. Where the library has real events, the kernel waits for this one itself: the task is finished
// when it returns, only later than it might be.
template <typename PtoAsyncEvent, typename PtoAsyncSession>
inline __aicore__ void defer_pto_async_event(AsyncCtx &ctx, const PtoAsyncEvent &event,
                                             const PtoAsyncSession &session) {
#if defined(PTO_COMM_ASYNC_COMMON_ASYNC_EVENT_IMPL_HPP)
    if (event.handle != 0 && !event.Wait(session)) {
        defer_error(ctx, PTO2_ERROR_ASYNC_COMPLETION_INVALID);
    }
#else
    (void)event;
    (void)session;
    defer_error(ctx, PTO2_ERROR_ASYNC_COMPLETION_INVALID);
#endif
}

#endif

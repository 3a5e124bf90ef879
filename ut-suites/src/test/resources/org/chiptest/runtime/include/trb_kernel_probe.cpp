// The kernel side of tensormap_and_ringbuffer: intrinsic.h, pto_completion_ingress.h, pto_async_kernel_api.h, pipe_sync.h
// and comm_context.h. Built as a kernel is, but as a program, and without the source that orchestrations are linked
// with: what a kernel includes must not need it.

#ifdef PROBE_WITH_ISA
#include <pto/pto-inst.hpp>
#endif
#ifdef PROBE_WITH_CACHES
#include "core_caches.h"
#define PTO_COMM_ASYNC_COMMON_ASYNC_EVENT_IMPL_HPP // a library with real events
#endif

#include "tensor.h"
#ifdef PROBE_WITH_ISA
using namespace pto;
#endif
#include "pipe_sync.h"

#include "intrinsic.h"
#include "platform_comm/comm_context.h"
#include "pto2_dispatch_payload.h"
#include "pto_async_kernel_api.h"

#ifndef __gm__
#define __gm__
#endif
#ifndef __aicore__
#define __aicore__ [aicore] // only the device compiler knows this: by now the headers must have said something else
#endif

#include "check.h"

namespace {

struct Core {
    PTO2DeferredCompletionIngressBuffer buffer = {};
    PTO2DispatchPayload payload = {};

    explicit Core(PTO2TaskId token) {
        payload.local_context.async_ctx = AsyncCtx::make(token, &buffer);
        payload.args[SPMD_LOCAL_CONTEXT_INDEX] = reinterpret_cast<uint64_t>(&payload.local_context);
        payload.args[SPMD_GLOBAL_CONTEXT_INDEX] = reinterpret_cast<uint64_t>(&payload.global_context);
    }

    int64_t *args() { return reinterpret_cast<int64_t *>(payload.args); }
};

void identity() {
    static_assert(PTO2_EXT_PARAMS_COUNT == 2 && PAYLOAD_LOCAL_CONTEXT_INDEX == 48 && PAYLOAD_GLOBAL_CONTEXT_INDEX == 49);
    static_assert(std::is_aggregate_v<GlobalContext> && std::is_aggregate_v<LocalContext> && std::is_aggregate_v<AsyncCtx>);
    Core core(PTO2TaskId::make(0, 1));
#if CHIPTEST_ARCH_A5
    core.payload.local_context.s_block_idx = 3;
    core.payload.local_context.s_block_num = 8;
#else
    core.payload.local_context.block_idx = 3;
    core.payload.local_context.block_num = 8;
#endif
    core.payload.global_context.sub_block_id = 1;
    CHECK_EQUAL(get_block_idx(core.args()), 3);
    CHECK_EQUAL(get_block_num(core.args()), 8);
    CHECK_EQUAL(get_sub_block_id(core.args()), 1);
#ifdef PROBE_WITH_ISA
    CHECK_EQUAL(get_block_idx(), -1); // the library's own is still there
#endif
}

void ingress_constants() {
    static_assert(PTO2_COMPLETION_INGRESS_CAPACITY == 4096u && PTO2_COMPLETION_INGRESS_MASK == 4095u &&
                  PTO2_MAX_COMPLETIONS_PER_TASK == 64);
    static_assert(PTO2_COMPLETION_ENGINE_SDMA == 0u && PTO2_COMPLETION_ENGINE_ROCE == 1u &&
                  PTO2_COMPLETION_ENGINE_URMA == 2u && PTO2_COMPLETION_ENGINE_CCU == 3u &&
                  PTO2_COMPLETION_TYPE_COUNTER == 0);
#if CHIPTEST_ARCH_A5
#if defined(PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD)
#error "a5 has no event records"
#endif
#else
    static_assert(PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD == 1);
#endif
}

void contexts() {
    Core core(PTO2TaskId::make(1, 2));
    AsyncCtx ctx = get_async_ctx(core.args());
    CHECK(ctx.completion_count == &core.buffer.count && ctx.completion_error_code == &core.buffer.error_code);
    CHECK(ctx.completion_entries == &core.buffer.entries[0] && ctx.task_token == PTO2TaskId::make(1, 2));
    CHECK_EQUAL(ctx.completion_capacity, 64u);

    const AsyncCtx none = AsyncCtx::make(PTO2TaskId::make(1, 2), nullptr);
    CHECK(none.task_token.is_invalid() && none.completion_count == nullptr && none.completion_error_code == nullptr &&
          none.completion_entries == nullptr && none.completion_capacity == 0);
}

void conditions() {
    Core core(PTO2TaskId::make(0, 1));
    AsyncCtx ctx = get_async_ctx(core.args());
    uint32_t counter = 0;
    core.buffer.entries[0]._pad = 99;
    defer_condition(ctx, &counter, 5, PTO2_COMPLETION_ENGINE_ROCE, 7);
    save_expected_notification_counter(ctx, &counter, 6);
    CHECK_EQUAL(core.buffer.count, 2u);
    const PTO2DeferredCompletionEntry *entries = core.buffer.entries;
    CHECK_EQUAL(entries[0].addr, reinterpret_cast<uint64_t>(&counter));
    CHECK(entries[0].expected_value == 5 && entries[0].engine == 1 && entries[0].completion_type == 7 &&
          entries[0]._pad == 0);
    CHECK(entries[1].expected_value == 6 && entries[1].engine == PTO2_COMPLETION_ENGINE_SDMA &&
          entries[1].completion_type == PTO2_COMPLETION_TYPE_COUNTER);

    core.buffer.count = 64;
    defer_condition(ctx, &counter, 1, 0, 0);
    CHECK_EQUAL(core.buffer.count, 64u);
    CHECK_EQUAL(core.buffer.error_code, PTO2_ERROR_ASYNC_WAIT_OVERFLOW);
    ctx.completion_error_code = nullptr;
    defer_condition(ctx, &counter, 1, 0, 0); // has nowhere to say so

    Core other(PTO2TaskId::make(0, 1));
    AsyncCtx no_token = get_async_ctx(other.args()), no_count = no_token, no_entries = no_token;
    no_token.task_token = PTO2TaskId::invalid();
    no_count.completion_count = nullptr;
    no_entries.completion_entries = nullptr;
    for (AsyncCtx *inactive : {&no_token, &no_count, &no_entries}) {
        save_expected_notification_counter(*inactive, &counter, 1);
    }
    CHECK_EQUAL(other.buffer.count, 0u);
    CHECK_EQUAL(other.buffer.error_code, 0);
}

#if CHIPTEST_ARCH_A2A3
struct LibraryEvent {
    uint64_t handle;
    bool waits_well;

    bool Wait(int session) const { return session == 11 && waits_well; }
};

void a2a3_only() {
    Core core(PTO2TaskId::make(0, 1));
    AsyncCtx ctx = get_async_ctx(core.args());
    CHECK(async_ctx_is_deferred(ctx));
    uint32_t counter = 0;
    defer_condition(ctx, uint64_t{4096}, 3, PTO2_COMPLETION_ENGINE_CCU, 0);
    defer_counter(ctx, &counter, 4);
    defer_sdma_event_record(ctx, &counter);
    const PTO2DeferredCompletionEntry *entries = core.buffer.entries;
    CHECK(entries[0].addr == 4096 && entries[0].engine == 3);
    CHECK(entries[1].expected_value == 4 && entries[1].completion_type == PTO2_COMPLETION_TYPE_COUNTER);
    CHECK(entries[2].addr == reinterpret_cast<uint64_t>(&counter) && entries[2].expected_value == 0 &&
          entries[2].engine == 0 && entries[2].completion_type == PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD);
    defer_error(ctx, 103);
    CHECK_EQUAL(core.buffer.error_code, 103);
#ifdef PTO_COMM_ASYNC_COMMON_ASYNC_EVENT_IMPL_HPP
    defer_pto_async_event(ctx, LibraryEvent{1, true}, 11);
    defer_pto_async_event(ctx, LibraryEvent{0, false}, 11);
    CHECK_EQUAL(core.buffer.error_code, 103); // waited for on the spot, or nothing to wait for
#endif
    defer_pto_async_event(ctx, LibraryEvent{1, false}, 11);
    CHECK_EQUAL(core.buffer.error_code, PTO2_ERROR_ASYNC_COMPLETION_INVALID);

    AsyncCtx none = AsyncCtx::make(PTO2TaskId::make(0, 1), nullptr);
    CHECK(!async_ctx_is_deferred(none));
    defer_error(none, 1);
    none.completion_error_code = &core.buffer.error_code;
    defer_error(none, 1); // an invalid token forbids it
    CHECK_EQUAL(core.buffer.error_code, PTO2_ERROR_ASYNC_COMPLETION_INVALID);
}
#endif

void notifications() {
    int32_t counter = 5;
    pto2_send_notification(&counter, 2, pto::comm::NotifyOp::AtomicAdd);
    CHECK_EQUAL(counter, 7);
    pto2_send_notification(&counter, -1, pto::comm::NotifyOp::Set);
    CHECK_EQUAL(counter, -1);
#ifdef PROBE_WITH_ISA
    CHECK_EQUAL(pto::comm::notifications, 2); // by the library's instruction
#endif
}

void flushing() {
    Core core(PTO2TaskId::make(0, 1));
    AsyncCtx ctx = get_async_ctx(core.args());
    alignas(64) uint8_t memory[192] = {};
    defer_flush_range(nullptr, 4);
    defer_flush_range(memory, 0);
    defer_load_ingress(ctx);
    core.buffer.count = 3;
#ifdef PROBE_WITH_CACHES
    cache_calls.clear();
    cache_lines.clear();
    defer_flush_range(memory + 60, 69); // bytes 60 to 128: three lines
    CHECK_EQUAL(cache_lines.size(), 3u);
    CHECK_EQUAL(cache_lines[0], reinterpret_cast<uint64_t>(memory));
    cache_calls.clear();
    defer_flush(ctx); // the counts' line twice, then entries at bytes 8 to 79: two lines
    std::string calls;
    for (const std::string &call : cache_calls) {
        calls += call + " ";
    }
    CHECK_TEXT(calls, "push push push push dsb barrier ");
    cache_calls.clear();
    core.buffer.count = 1000; // clamped: 8 + 64 * 24 bytes are 25 lines
    defer_flush(ctx);
    CHECK_EQUAL(cache_calls.size(), 2u + 25 + 2);
    cache_calls.clear();
    defer_load_ingress(ctx);
    CHECK_TEXT(cache_calls[0], "fetch");
    AsyncCtx none = AsyncCtx::make(PTO2TaskId::make(0, 1), nullptr);
    cache_calls.clear();
    defer_flush(none);
    defer_load_ingress(none);
    CHECK_EQUAL(cache_calls.size(), 0u);
#else
    defer_flush_range(memory + 60, 69);
    defer_flush(ctx);
#endif
}

void peers() {
    static_assert(COMM_MAX_RANK_NUM == 64 && std::is_aggregate_v<CommContext>);
    CommContext context = {};
    context.rankId = 1;
    context.windowsIn[1] = 0x1000;
    context.windowsIn[3] = 0x9000;
    const uint64_t local = 0x1040;
    CHECK_EQUAL(context.windowsIn[3] + (local - context.windowsIn[context.rankId]), 0x9040u);
}

} // namespace

int main() {
    pipe_sync();
    identity();
    ingress_constants();
    contexts();
    conditions();
    notifications();
    flushing();
    peers();
#if CHIPTEST_ARCH_A2A3
    a2a3_only();
#endif
    return failed_checks == 0 ? 0 : 1;
}

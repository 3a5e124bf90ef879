// The calls of user code: kernels, and the functions of orchestrations and of libraries of kernels.
// Called by Java, on the threads of devices.

#pragma once

#include <cstdint>

#include "call_frame.h"
#include "exports.h"
#include "kernel_services.h"
#include "ticks.h"
#include "user_code.h"
#include "words.h"

int32_t chiptest_call_kernel(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    const int32_t outcome = guarded(frame, Kind::KERNEL, [frame] { function_of<Kernel>(frame)(frame->args); });
    if (frame->kernels > 1 || frame->touched != 0) {
        leave_block(frame);
    }
    return outcome;
}

// The same, with the moments between which the kernel itself ran, and when that is known; they stay as they are if the process ends in between.
int64_t chiptest_call_stamped_kernel(int64_t call, int64_t stamps, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    Stamps *stamped = pointer<Stamps>(stamps);
    const int32_t outcome = guarded(frame, Kind::KERNEL, [frame, stamped] {
        order_loads();
        __atomic_store_n(&stamped->started, ticks(), __ATOMIC_RELAXED);
        function_of<Kernel>(frame)(frame->args);
        __atomic_store_n(&stamped->ended, ticks(), __ATOMIC_RELAXED);
    });
    if (frame->kernels > 1 || frame->touched != 0) {
        leave_block(frame);
    }
    __atomic_store_n(&stamped->noticed, ticks(), __ATOMIC_RELAXED);
    return outcome;
}

int32_t chiptest_call_hbg_entry(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::ENTRY, [frame] { frame->result = function_of<HbgEntry>(frame)(frame->runtime, frame->args); });
}

int32_t chiptest_call_trb_entry(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::ENTRY, [frame] { function_of<TrbEntry>(frame)(frame->args); });
}

int32_t chiptest_call_trb_config(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::CONFIG, [frame] { frame->result = function_of<TrbConfig>(frame)(frame->args); });
}

// The pointer to store is in `args`: `runtime` is the one that messages belong to, also while it is being unbound.
int32_t chiptest_call_bind_runtime(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::BIND, [frame] { function_of<BindRuntime>(frame)(frame->args); });
}

int32_t chiptest_call_register_hooks(int64_t call) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::HOOKS, [frame] {
        function_of<RegisterHooks>(frame)(reinterpret_cast<void *>(pto_sim_get_subblock_id),
                                          reinterpret_cast<void *>(pto_sim_get_pipe_shared_state));
    });
}

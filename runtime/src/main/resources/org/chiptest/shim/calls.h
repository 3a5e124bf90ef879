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

namespace {

int32_t call_kernel(CallFrame *frame) {
    return guarded(frame, Kind::KERNEL, [frame] { function_of<Kernel>(frame)(frame->args); });
}

// The moments stay as they are if the process ends in between.
int32_t call_stamped_kernel(CallFrame *frame, Stamps *stamps) {
    return guarded(frame, Kind::KERNEL, [frame, stamps] {
        order_loads();
        __atomic_store_n(&stamps->started, ticks(), __ATOMIC_RELAXED);
        function_of<Kernel>(frame)(frame->args);
        __atomic_store_n(&stamps->ended, ticks(), __ATOMIC_RELAXED);
    });
}

}  // namespace

// `kernel` and `place` are as KernelWordsDescriptor has them. Stamps, if there are any, get the moments between which the kernel itself
// ran, and when that is known.
int64_t chiptest_call_kernel(int64_t call, int64_t function, int64_t args, int64_t task, int64_t kernel, int64_t place, int64_t cookie,
                             int64_t stamps) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    frame->function = static_cast<uint64_t>(function);
    frame->args = static_cast<uint64_t>(args);
    frame->task = static_cast<uint64_t>(task);
    frame->func_id = static_cast<int32_t>(kernel);
    frame->block = static_cast<int32_t>(kernel >> 32);
    frame->core = static_cast<int32_t>(place & 0xffff);
    frame->cluster = static_cast<int32_t>(place >> 16 & 0xffff);
    frame->lane = static_cast<int32_t>(place >> 32 & 0xff);
    frame->kernels = static_cast<int32_t>(place >> 40 & 0xff);
    frame->subblock_dim = static_cast<uint32_t>(place >> 48 & 0xff);
    frame->cookie = static_cast<uint64_t>(cookie);
    const int32_t outcome = stamps == 0 ? call_kernel(frame) : call_stamped_kernel(frame, pointer<Stamps>(stamps));
    if (frame->kernels > 1 || frame->touched != 0) {
        leave_block(frame);
    }
    if (stamps != 0) {
        __atomic_store_n(&pointer<Stamps>(stamps)->noticed, ticks(), __ATOMIC_RELAXED);
    }
    return outcome;
}

int64_t chiptest_call_hbg_entry(int64_t call, int64_t, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::ENTRY, [frame] { frame->result = function_of<HbgEntry>(frame)(frame->runtime, frame->args); });
}

int64_t chiptest_call_trb_entry(int64_t call, int64_t, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::ENTRY, [frame] { function_of<TrbEntry>(frame)(frame->args); });
}

int64_t chiptest_call_trb_config(int64_t call, int64_t, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::CONFIG, [frame] { frame->result = function_of<TrbConfig>(frame)(frame->args); });
}

// The pointer to store is in `args`: `runtime` is the one that messages belong to, also while it is being unbound.
int64_t chiptest_call_bind_runtime(int64_t call, int64_t, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::BIND, [frame] { function_of<BindRuntime>(frame)(frame->args); });
}

int64_t chiptest_call_register_hooks(int64_t call, int64_t, int64_t, int64_t) noexcept {
    CallFrame *frame = pointer<CallFrame>(call);
    return guarded(frame, Kind::HOOKS, [frame] {
        function_of<RegisterHooks>(frame)(reinterpret_cast<void *>(pto_sim_get_subblock_id),
                                          reinterpret_cast<void *>(pto_sim_get_pipe_shared_state));
    });
}

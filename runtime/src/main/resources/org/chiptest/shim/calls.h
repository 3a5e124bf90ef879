// The calls of user code: kernels, and the functions of orchestrations and of libraries of kernels.
// Called by Java, on the threads of devices.

#pragma once

#include <cstdint>

#include "call_frame.h"
#include "exports.h"
#include "kernel_services.h"
#include "user_code.h"

CHIPTEST_EXPORT int32_t chiptest_call_kernel(CallFrame *frame) {
    const int32_t outcome = guarded(frame, Kind::KERNEL, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
    if (frame->kernels > 1 || frame->touched != 0) {
        leave_block(frame);
    }
    return outcome;
}

CHIPTEST_EXPORT int32_t chiptest_call_hbg_entry(CallFrame *frame) {
    return guarded(frame, Kind::ENTRY, [frame] {
        frame->result = function_of<int32_t(RuntimeObject *, uint64_t)>(frame)(frame->runtime, frame->args);
    });
}

CHIPTEST_EXPORT int32_t chiptest_call_trb_entry(CallFrame *frame) {
    return guarded(frame, Kind::ENTRY, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
}

// A struct of one int32 is returned like an int32.
CHIPTEST_EXPORT int32_t chiptest_call_trb_config(CallFrame *frame) {
    return guarded(frame, Kind::CONFIG, [frame] { frame->result = function_of<int32_t(uint64_t)>(frame)(frame->args); });
}

// The pointer to store is in `args`: `runtime` is the one that messages belong to, also while it is being unbound.
CHIPTEST_EXPORT int32_t chiptest_call_bind_runtime(CallFrame *frame) {
    return guarded(frame, Kind::BIND, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
}

CHIPTEST_EXPORT int32_t chiptest_call_register_hooks(CallFrame *frame) {
    return guarded(frame, Kind::HOOKS, [frame] {
        function_of<void(void *, void *)>(frame)(reinterpret_cast<void *>(pto_sim_get_subblock_id),
                                                 reinterpret_cast<void *>(pto_sim_get_pipe_shared_state));
    });
}

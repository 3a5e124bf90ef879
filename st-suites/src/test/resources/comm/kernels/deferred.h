// How kernels leave conditions for their task's completion, without the instruction library that pto_async_kernel_api.h needs.
#pragma once

#include "intrinsic.h"

namespace comm {

// The task completes when the word at this address is at least this high, or for an event record: not 0.
inline void complete_when(__gm__ int64_t *words, const volatile void *address, uint32_t expected, int32_t type) {
    const AsyncCtx &ctx = reinterpret_cast<LocalContext *>(words[SPMD_LOCAL_CONTEXT_INDEX])->async_ctx;
    const uint32_t index = *ctx.completion_count;
    volatile PTO2DeferredCompletionEntry &entry = ctx.completion_entries[index];
    entry.addr = reinterpret_cast<uint64_t>(address);
    entry.expected_value = expected;
    entry.engine = PTO2_COMPLETION_ENGINE_SDMA;
    entry.completion_type = type;
    *ctx.completion_count = index + 1;
}

} // namespace comm

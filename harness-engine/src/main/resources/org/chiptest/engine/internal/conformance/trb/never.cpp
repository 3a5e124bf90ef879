// Completes when x[0] has reached a value that nobody gives it.

#include "elements.h"
#include "intrinsic.h"

extern "C" void kernel_entry(int64_t *args) {
    const AsyncCtx ctx = reinterpret_cast<LocalContext *>(args[SPMD_LOCAL_CONTEXT_INDEX])->async_ctx;
    ctx.completion_entries[0].addr = reinterpret_cast<uint64_t>(&Elements(args[0])[0]);
    ctx.completion_entries[0].expected_value = 1000;
    ctx.completion_entries[0].engine = PTO2_COMPLETION_ENGINE_SDMA;
    ctx.completion_entries[0].completion_type = 0;
    *ctx.completion_count = 1;
}

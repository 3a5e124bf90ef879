// Kernels on tensors of INT64; those of graphs that compute take any type, as integers.

#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <sched.h>
#include <unistd.h>

#include "intrinsic.h"
#include "tensor.h"

#include "trb/elements.h"

extern "C" void empty(int64_t *) {}

// x = scalar
extern "C" void fill(int64_t *args) {
    Elements x(args[0]);
    for (uint64_t i = 0; i < x.size(); ++i) {
        x[i] = args[1];
    }
}

// x = the first scalar, but only after as many milliseconds as the second one says
extern "C" void late_fill(int64_t *args) {
    usleep(args[2] * 1000);
    Elements x(args[0]);
    for (uint64_t i = 0; i < x.size(); ++i) {
        x.set(i, args[1]);
    }
}

extern "C" void step(int64_t *args) { step_elements(Elements(args[0]), Elements(args[1]), args[2]); }

extern "C" void mix(int64_t *args) { mix_elements(Elements(args[0]), Elements(args[1]), Elements(args[2])); }

extern "C" void update(int64_t *args) { update_elements(Elements(args[0]), args[1]); }

// x[i] = scalar i, x[last] = the number of scalars that were to be there
extern "C" void scalars(int64_t *args) {
    Elements x(args[0]);
    for (uint64_t i = 0; i < x.size(); ++i) {
        x[i] = args[1 + i];
    }
}

// Each block writes what it knows about itself: x[block] = block number * 1000 + block index, x[blocks + block] = sub block id.
extern "C" void blocks(int64_t *args) {
    Elements x(args[0]);
    const int32_t index = get_block_idx(args);
    const int32_t number = get_block_num(args);
    x[index] = number * 1000 + index;
    x[number + index] = get_sub_block_id(args);
}

extern "C" void boom(int64_t *) { throw std::runtime_error("kaboom"); }

// Waits until x[0] is scalar, then adds one to it; y is only there for its dependencies.
extern "C" void take_turn(int64_t *args) {
    Elements x(args[0]);
    std::atomic_ref<int64_t> turn(x[0]);
    while (turn.load() != args[2]) {
        sched_yield();
    }
    turn.fetch_add(1);
}

// Waits, without yielding, until as many have come as the scalar says; x[0] counts them.
extern "C" void rendezvous(int64_t *args) {
    Elements x(args[0]);
    std::atomic_ref<int64_t> arrived(x[0]);
    arrived.fetch_add(1);
    while (arrived.load() < args[1]) {
    }
}

// Adds 1 to x[0], 100 to x[1] on lane 0 and 10000 on lane 1.
extern "C" void count_lanes(int64_t *args) {
    Elements x(args[0]);
    std::atomic_ref<int64_t>(x[0]).fetch_add(1);
    std::atomic_ref<int64_t>(x[1]).fetch_add(get_sub_block_id(args) == 0 ? 100 : 10000);
}

namespace {

AsyncCtx async_ctx(int64_t *args) {
    return reinterpret_cast<LocalContext *>(args[SPMD_LOCAL_CONTEXT_INDEX])->async_ctx;
}

void append(const AsyncCtx &ctx, uint64_t address, uint32_t expected, int32_t type) {
    const uint32_t i = *ctx.completion_count;
    ctx.completion_entries[i].addr = address;
    ctx.completion_entries[i].expected_value = expected;
    ctx.completion_entries[i].engine = PTO2_COMPLETION_ENGINE_SDMA;
    ctx.completion_entries[i].completion_type = type;
    *ctx.completion_count = i + 1;
}

} // namespace

// Completes when x[0] has reached a scalar; the other scalars are the type of the condition and how often it is left.
extern "C" void defer(int64_t *args) {
    Elements x(args[0]);
    for (int64_t i = 0; i < args[4]; ++i) {
        append(async_ctx(args), reinterpret_cast<uint64_t>(&x[0]), args[2], args[3]);
    }
}

extern "C" void defer_to_null(int64_t *args) { append(async_ctx(args), 0, 1, 0); }

extern "C" void defer_too_much(int64_t *args) { *async_ctx(args).completion_count = 65; }

extern "C" void defer_with_error(int64_t *args) { *async_ctx(args).completion_error_code = 102; }

extern "C" void bump(int64_t *args) { bump_elements(Elements(args[0])); }

// Waits until x[0] is 1, makes it 2 and throws.
extern "C" void boom_when_told(int64_t *args) {
    Elements x(args[0]);
    std::atomic_ref<int64_t> turn(x[0]);
    while (turn.load() != 1) {
        sched_yield();
    }
    turn.store(2);
    throw std::runtime_error("kaboom");
}

// Kernels on tensors of INT64; those of graphs that compute take any type, as integers. A tensor's elements are those of its
// view, rows of the raw shape apart.

#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <sched.h>
#include <unistd.h>

#include "intrinsic.h"
#include "tensor.h"

namespace {

class Elements {
public:
    explicit Elements(int64_t word)
        : tensor_(*reinterpret_cast<const Tensor *>(word)), width_(get_element_size(tensor_.dtype)) {}

    uint64_t size() const {
        uint64_t size = 1;
        for (uint32_t d = 0; d < tensor_.ndims; ++d) {
            size *= tensor_.shapes[d];
        }
        return size;
    }

    // Of INT64 only.
    int64_t &operator[](uint64_t i) { return *reinterpret_cast<int64_t *>(at(i)); }

    // Of any type: its bits, with the sign.
    int64_t get(uint64_t i) const {
        int64_t value = 0;
        memcpy(&value, at(i), width_);
        const int unused = 64 - 8 * static_cast<int>(width_);
        return static_cast<int64_t>(static_cast<uint64_t>(value) << unused) >> unused;
    }

    void set(uint64_t i, int64_t value) { memcpy(at(i), &value, width_); }

    void add_atomically(uint64_t i, int64_t value) {
        switch (width_) {
        case 1:
            return add<int8_t>(i, value);
        case 2:
            return add<int16_t>(i, value);
        case 4:
            return add<int32_t>(i, value);
        default:
            return add<int64_t>(i, value);
        }
    }

private:
    template <typename T>
    void add(uint64_t i, int64_t value) {
        std::atomic_ref<T>(*reinterpret_cast<T *>(at(i))).fetch_add(static_cast<T>(value));
    }

    char *at(uint64_t i) const {
        uint64_t element = tensor_.start_offset;
        uint64_t stride = 1;
        for (uint32_t d = tensor_.ndims; d-- > 0;) {
            element += i % tensor_.shapes[d] * stride;
            i /= tensor_.shapes[d];
            stride *= tensor_.get_raw_shapes()[d];
        }
        return reinterpret_cast<char *>(tensor_.buffer.addr) + element * width_;
    }

    const Tensor &tensor_;
    const uint64_t width_;
};

} // namespace

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

// out = 3 * x + scalar, where out may be x; element i of x is taken modulo its size
static void step_elements(int64_t *args) {
    Elements x(args[0]);
    Elements out(args[1]);
    for (uint64_t i = 0; i < out.size(); ++i) {
        out.set(i, 3 * x.get(i % x.size()) + args[2]);
    }
}

extern "C" void step(int64_t *args) { step_elements(args); }

// z = 5 * z + 7 * x + y
static void mix_elements(int64_t *args) {
    Elements x(args[0]);
    Elements y(args[1]);
    Elements z(args[2]);
    for (uint64_t i = 0; i < z.size(); ++i) {
        z.set(i, 5 * z.get(i) + 7 * x.get(i % x.size()) + y.get(i % y.size()));
    }
}

extern "C" void mix(int64_t *args) { mix_elements(args); }

// x = 3 * x + scalar
static void update_elements(int64_t *args) {
    Elements x(args[0]);
    for (uint64_t i = 0; i < x.size(); ++i) {
        x.set(i, 3 * x.get(i) + args[1]);
    }
}

extern "C" void update(int64_t *args) { update_elements(args); }

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

// Adds one to x[0], as another chip would.
static void bump_elements(int64_t *args) { Elements(args[0]).add_atomically(0, 1); }

extern "C" void bump(int64_t *args) { bump_elements(args); }

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

namespace {

// Called by way of its exported name, a kernel might be another library's function: libc has a step, too.
//
// Notes when a task began and ended, by a clock that all tasks of a graph share and that ticks whenever it is asked. The words at
// `at` are the addresses of the clock and of the task's two words, which get the first begin and the last end of its blocks.
void traced(int64_t *args, int at, void (*kernel)(int64_t *)) {
    std::atomic_ref<int64_t> clock(*reinterpret_cast<int64_t *>(args[at]));
    int64_t *span = reinterpret_cast<int64_t *>(args[at + 1]);
    const int64_t begin = clock.fetch_add(1);
    kernel(args);
    const int64_t end = clock.fetch_add(1);
    std::atomic_ref<int64_t> first(span[0]);
    int64_t seen = first.load();
    while (begin < seen && !first.compare_exchange_weak(seen, begin)) {
    }
    std::atomic_ref<int64_t> last(span[1]);
    seen = last.load();
    while (end > seen && !last.compare_exchange_weak(seen, end)) {
    }
}

} // namespace

extern "C" void traced_step(int64_t *args) { traced(args, 3, step_elements); }

extern "C" void traced_mix(int64_t *args) { traced(args, 3, mix_elements); }

extern "C" void traced_update(int64_t *args) { traced(args, 2, update_elements); }

extern "C" void traced_bump(int64_t *args) { traced(args, 1, bump_elements); }

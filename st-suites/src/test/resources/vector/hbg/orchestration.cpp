// f = (a + b + 1) * (a + b + 2), as four vector tasks in a diamond:
//
//     c = a + b
//     d = c + 1          after c
//     e = c + 2          after c
//     f = d * e          after d and e
//
// The graph works on device memory: a and b are copied in, c, d and e exist only there, f is copied out after the run.
// A caller who gives a fourth tensor learns how many tasks there are.

#include "orchestration_api.h"

// A callable that adds other numbers defines them before it includes this file.
#ifndef VECTOR_ADDENDS
#define VECTOR_ADDENDS 1.0f, 2.0f
#endif

namespace {

constexpr float ADDENDS[] = {VECTOR_ADDENDS};

enum Kernel : int { ADD = 0, ADD_SCALAR = 1, MUL = 2 };

enum Argument : int32_t { A, B, F, ARGUMENT_COUNT, COUNTS = ARGUMENT_COUNT };

// What the entry returns when it cannot build the graph; the run has the same result.
enum Failure : int { WRONG_ARGUMENTS = -1, OUT_OF_MEMORY = -2, TASK_REFUSED = -3 };

uint64_t address(const void *p) { return reinterpret_cast<uint64_t>(p); }

void *copy_in(OrchestrationRuntime *runtime, const ContinuousTensor &tensor) {
    void *device = device_malloc(runtime, tensor.nbytes());
    if (device != nullptr) {
        copy_to_device(runtime, device, tensor.data_as<void>(), tensor.nbytes());
    }
    return device;
}

int add_vector_task(OrchestrationRuntime *runtime, Kernel kernel, uint64_t x, uint64_t y, uint64_t out,
                    uint64_t elements) {
    uint64_t args[] = {x, y, out, elements};
    return add_task(runtime, args, 4, kernel, CoreType::AIV);
}

} // namespace

extern "C" int build_example_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args) {
    if (orch_args.tensor_count() < ARGUMENT_COUNT) {
        return WRONG_ARGUMENTS;
    }
    const ContinuousTensor &result = orch_args.tensor(F);
    const size_t bytes = result.nbytes();
    const uint64_t elements = bytes / get_element_size(result.dtype);

    void *a = copy_in(runtime, orch_args.tensor(A));
    void *b = copy_in(runtime, orch_args.tensor(B));
    void *c = device_malloc(runtime, bytes);
    void *d = device_malloc(runtime, bytes);
    void *e = device_malloc(runtime, bytes);
    void *f = device_malloc(runtime, bytes);
    for (void *buffer : {a, b, c, d, e, f}) {
        if (buffer == nullptr) {
            return OUT_OF_MEMORY;
        }
    }
    record_tensor_pair(runtime, result.data_as<void>(), f, bytes);

    const int sum = add_vector_task(runtime, ADD, address(a), address(b), address(c), elements);
    const int plus_one = add_vector_task(runtime, ADD_SCALAR, address(c), to_u64(ADDENDS[0]), address(d), elements);
    const int plus_two = add_vector_task(runtime, ADD_SCALAR, address(c), to_u64(ADDENDS[1]), address(e), elements);
    const int product = add_vector_task(runtime, MUL, address(d), address(e), address(f), elements);
    for (int task : {sum, plus_one, plus_two, product}) {
        if (task < 0) {
            return TASK_REFUSED;
        }
    }
    add_successor(runtime, sum, plus_one);
    add_successor(runtime, sum, plus_two);
    add_successor(runtime, plus_one, product);
    add_successor(runtime, plus_two, product);
    if (orch_args.tensor_count() > COUNTS) {
        auto *counts = orch_args.tensor(COUNTS).data_as<int32_t>();
        counts[0] = counts[2] = get_task_count(runtime);
        counts[1] = 0; // hidden allocations
    }
    return 0;
}

// f = a + b + 1, as two vector tasks whose tensors the runtime is told about, so that it could dump them: the first task's by a
// call of its own, the second's together with the task.

#include "suite/hbg_graph.h"

// A callable that adds another number defines it before it includes this file.
#ifndef VECTOR_ADDEND
#define VECTOR_ADDEND 1.0f
#endif

namespace {

enum Kernel : int { ADD = 0, ADD_SCALAR = 1 };

enum Argument : int32_t { A, B, F, COUNTS, ARGUMENT_COUNT };

// What the entry returns if the runtime takes a description that it must refuse, or refuses one that it must take.
enum Refusal : int { DESCRIPTION_REFUSED = -10, WRONG_DESCRIPTION_TAKEN = -11 };

uint64_t address(const void *p) { return reinterpret_cast<uint64_t>(p); }

} // namespace

extern "C" int build_dump_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    if (args.tensor_count() != ARGUMENT_COUNT) {
        return suite::WRONG_ARGUMENTS;
    }
    const ContinuousTensor &result = args.tensor(F);
    const uint64_t elements = result.nbytes() / get_element_size(result.dtype);
    suite::Graph graph(runtime);
    const float *a = graph.input<float>(args.tensor(A));
    const float *b = graph.input<float>(args.tensor(B));
    const float *c = graph.allocate<float>(elements);
    const float *f = graph.output<float>(result);
    const TensorInfo infos[] = {make_tensor_info_from_tensor_arg(args.tensor(A)),
                                make_tensor_info_from_tensor_arg(args.tensor(B)),
                                make_tensor_info_from_tensor_arg(result)};

    uint64_t sum_args[] = {address(a), address(b), address(c), elements};
    const int sum = add_task(runtime, sum_args, 4, ADD, CoreType::AIV);
    if (set_tensor_info_to_task(runtime, sum, infos, 3) != 0) {
        return DESCRIPTION_REFUSED;
    }
    if (set_tensor_info_to_task(runtime, sum + 1, infos, 3) == 0 || set_tensor_info_to_task(runtime, sum, infos, 17) == 0 ||
        set_tensor_info_to_task(runtime, sum, nullptr, 1) == 0) {
        return WRONG_DESCRIPTION_TAKEN;
    }

    uint64_t shift_args[] = {address(c), to_u64(VECTOR_ADDEND), address(f), elements};
    const int shift = add_task_with_tensor_info(runtime, shift_args, 4, ADD_SCALAR, CoreType::AIV, infos + 1, 2);
    if (shift != sum + 1) {
        return DESCRIPTION_REFUSED;
    }
    add_successor(runtime, sum, shift);

    const int32_t tasks = get_task_count(runtime);
    for (int i = 0; i < 3; ++i) {
        args.tensor(COUNTS).data_as<int32_t>()[i] = i == 1 ? 0 : tasks;
    }
    return 0;
}

// Doubles a tensor by way of a created one, with the fault of the scalar.

#include "orchestration_api.h"

#include "../memory_fault.h"

namespace {

enum Kernel : int { WORK = 3, LOOK = 4 };

uint64_t address(const void *p) { return reinterpret_cast<uint64_t>(p); }

} // namespace

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args) {
    const ContinuousTensor &in = orch_args.tensor(0);
    const ContinuousTensor &out = orch_args.tensor(1);
    const size_t bytes = in.nbytes();
    const auto elements = static_cast<int64_t>(bytes / sizeof(float));
    const auto fault = static_cast<MemoryFault>(orch_args.scalar(0));

    void *input = device_malloc(runtime, bytes);
    void *output = device_malloc(runtime, bytes);
    void *created = device_malloc(runtime, bytes);
    copy_to_device(runtime, input, in.data_as<void>(), bytes);
    record_tensor_pair(runtime, out.data_as<void>(), output, bytes);
    if (fault == MemoryFault::ORCHESTRATION_WRITES_BEHIND_INPUT) {
        write_behind(in.data_as<float>(), elements);
    }

    uint64_t work[] = {address(input), address(output), address(created), static_cast<uint64_t>(elements),
                       static_cast<uint64_t>(fault)};
    uint64_t look[] = {address(input)};
    const int working = add_task(runtime, work, 5, WORK, CoreType::AIV);
    const int looking = add_task(runtime, look, 1, LOOK, CoreType::AIV);
    add_successor(runtime, working, looking);
    return 0;
}

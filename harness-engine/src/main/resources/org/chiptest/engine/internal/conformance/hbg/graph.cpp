// A graph that tensor 0 says: the ends of its edges, two words each. Tensor 1 has a clock and three words for each task: when it began, when
// it ended, and what it computes. Scalars: tasks, edges.

#include "orchestration_api.h"

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const ContinuousTensor &program = args.tensor(0);
    const ContinuousTensor &state = args.tensor(1);
    const uint64_t tasks = args.scalar(0);
    const uint64_t edges = args.scalar(1);
    void *device_program = device_malloc(runtime, program.nbytes());
    void *device_state = device_malloc(runtime, state.nbytes());
    copy_to_device(runtime, device_program, program.data_as<void>(), program.nbytes());
    copy_to_device(runtime, device_state, state.data_as<void>(), state.nbytes());
    record_tensor_pair(runtime, state.data_as<void>(), device_state, state.nbytes());
    record_tensor_pair(runtime, program.data_as<void>(), device_program, program.nbytes());
    for (uint64_t i = 0; i < tasks; ++i) {
        uint64_t words[] = {to_u64(device_state), to_u64(device_program), edges, i};
        add_task(runtime, words, 4, 0, i % 3 == 0 ? CoreType::AIC : CoreType::AIV);
    }
    const int64_t *ends = program.data_as<int64_t>();
    for (uint64_t i = 0; i < edges; ++i) {
        add_successor(runtime, static_cast<int>(ends[2 * i]), static_cast<int>(ends[2 * i + 1]));
    }
    return get_task_count(runtime) == static_cast<int>(tasks) ? 0 : -1;
}

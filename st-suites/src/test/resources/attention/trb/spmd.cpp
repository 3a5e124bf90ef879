// Paged attention by one mixed task of many blocks. Scalars: queries of a row, blocks of the launch, scale.

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { CUBE = 0, VECTOR = 1 };

enum ScalarArgument : int32_t { QUERIES, LAUNCHED_BLOCKS, SCALE, SCALAR_COUNT };

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = attention::TENSOR_COUNT + SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(attention::COUNTS), [&](suite::Tasks &tasks) {
        const Tensor query = from_tensor_arg(args.tensor(attention::QUERY));
        const Tensor key = from_tensor_arg(args.tensor(attention::KEY));
        const Tensor value = from_tensor_arg(args.tensor(attention::VALUE));
        const Tensor table = from_tensor_arg(args.tensor(attention::TABLE));
        const Tensor contexts = from_tensor_arg(args.tensor(attention::CONTEXTS));
        const Tensor output = from_tensor_arg(args.tensor(attention::OUTPUT));
        const auto queries = suite::scalar<uint32_t>(args, QUERIES);
        const uint32_t tiles = query.shapes[1] / queries;

        Arg launch;
        launch.add_input(query, key, value, table, contexts);
        launch.add_output(output);
        launch.add_scalar(query.shapes[0] * tiles, tiles, table.shapes[1], queries, query.shapes[2], key.shapes[1],
                          suite::scalar<float>(args, SCALE));
        launch.launch_spec.set_block_num(suite::scalar<int16_t>(args, LAUNCHED_BLOCKS));
        tasks.add(rt_submit_task(MixedKernels{CUBE, VECTOR, VECTOR}, launch));
    });
}

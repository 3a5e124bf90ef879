// An orchestration that gives up. What it sees after that is kept until a later run asks for it, because nothing is copied
// back from a run that has failed.
//
//     observed   int32 [5]: is fatal; id of a submit, of a dummy task and of an allocation invalid; element read as 0
//     counts     int32 [3]
//
// Scalar: 1 to give up, 0 to tell.

#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { NOOP = 0 };

enum TensorArgument : int32_t { OBSERVED, COUNTS, TENSOR_COUNT };

enum ScalarArgument : int32_t { GIVE_UP, SCALAR_COUNT };

constexpr uint32_t OBSERVATIONS = 5;

int32_t observations[OBSERVATIONS];

void give_up(const Tensor &tensor) {
    Arg inout;
    inout.add_inout(tensor);
    rt_submit_aiv_task(NOOP, inout);

    rt_report_fatal(PTO2_ERROR_EXPLICIT_ORCH_FATAL, "gave up after %d task of kernel %s", 1, "noop");

    const uint32_t shape[] = {16};
    const TensorCreateInfo info(shape, 1);
    const uint32_t index = 0;
    set_tensor_data(tensor, 1, &index, 42);
    observations[0] = rt_is_fatal();
    observations[1] = rt_submit_aiv_task(NOOP, inout).task_id().is_invalid();
    observations[2] = rt_submit_dummy_task(inout).task_id().is_invalid();
    observations[3] = alloc_tensors(info).task_id().is_invalid();
    observations[4] = get_tensor_data<int32_t>(tensor, 1, &index) == 0;
    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        rt_report_fatal(PTO2_ERROR_INVALID_ARGS, "a second error, which is too late");
    }
}

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = TENSOR_COUNT + SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor observed = from_tensor_arg(args.tensor(OBSERVED));
    if (suite::scalar<int32_t>(args, GIVE_UP) != 0) {
        give_up(observed);
        return;
    }
    suite::orchestrate(args.tensor(COUNTS), [&](suite::Tasks &tasks) {
        Arg inout;
        inout.add_inout(observed);
        tasks.add(rt_submit_aiv_task(NOOP, inout));
        for (uint32_t i = 0; i < OBSERVATIONS; ++i) {
            set_tensor_data(observed, 1, &i, observations[i]);
        }
    });
}

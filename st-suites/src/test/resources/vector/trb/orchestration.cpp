// f = (a + b + 1) * (a + b + 2) + (a + b), as five vector tasks: an outer scope in which the runtime finds the
// dependencies, and within it a MANUAL scope in which this source states them.
//
//     c = a + b          outer
//     d = c + 1          inner, waits for c
//     e = c + 2          inner, waits for c
//     g = d * e          inner, waits for d and e
//     f = g + c          inner, waits for g and c
//
// All but a, b and f are allocated by the runtime. c lives in the outer scope, and so outlives the inner one. A caller who
// gives a fourth tensor learns how many tasks there were.

#include "pto_orchestration_api.h"

// A callable that adds other numbers defines them before it includes this file.
#ifndef VECTOR_ADDENDS
#define VECTOR_ADDENDS 1.0f, 2.0f
#endif

namespace {

constexpr float ADDENDS[] = {VECTOR_ADDENDS};

enum Kernel : int32_t { ADD = 0, ADD_SCALAR = 1, MUL = 2 };

enum Argument : int32_t { A, B, F, ARGUMENT_COUNT, COUNTS = ARGUMENT_COUNT };

TaskOutputTensors add_scalar(const Tensor &x, const TensorCreateInfo &out, float scalar, PTO2TaskId after) {
    Arg args;
    args.add_input(x);
    args.add_output(out);
    args.add_scalar(scalar);
    args.set_dependencies(&after, 1);
    return rt_submit_aiv_task(ADD_SCALAR, args);
}

// Writes tasks, hidden allocations and their sum, by the numbers of each ring's last task: every ring counts from 0.
void report(const ContinuousTensor &counts, PTO2TaskId outer, PTO2TaskId inner) {
    const Tensor tensor = from_tensor_arg(counts);
    const int32_t tasks = static_cast<int32_t>(outer.local() + 1 + inner.local() + 1);
    const int32_t values[] = {tasks, 0, tasks};
    for (uint32_t i = 0; i < 3; ++i) {
        set_tensor_data(tensor, 1, &i, values[i]);
    }
}

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = ARGUMENT_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &orch_args) {
    const ContinuousTensor &shape = orch_args.tensor(F);
    const Tensor a = from_tensor_arg(orch_args.tensor(A));
    const Tensor b = from_tensor_arg(orch_args.tensor(B));
    const Tensor f = from_tensor_arg(shape);
    const TensorCreateInfo like_f(shape.shapes, shape.ndims, shape.dtype);

    Arg sum;
    sum.add_input(a, b);
    sum.add_output(like_f);
    const TaskOutputTensors c = rt_submit_aiv_task(ADD, sum);
    if (rt_is_fatal()) { // then there is no c to go on with
        return;
    }

    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        const TaskOutputTensors d = add_scalar(c.get_ref(0), like_f, ADDENDS[0], c.task_id());
        const TaskOutputTensors e = add_scalar(c.get_ref(0), like_f, ADDENDS[1], c.task_id());
        if (rt_is_fatal()) {
            return;
        }

        ArgWithDeps<2> product;
        product.add_input(d.get_ref(0), e.get_ref(0));
        product.add_output(like_f);
        product.add_dep(d.task_id(), e.task_id());
        const TaskOutputTensors g = rt_submit_aiv_task(MUL, product);
        if (rt_is_fatal()) {
            return;
        }

        ArgWithDeps<2> result;
        result.add_input(g.get_ref(0), c.get_ref(0));
        result.add_output(f);
        result.add_dep(g.task_id(), c.task_id()); // c is long finished; the edge keeps its memory
        const TaskOutputTensors last = rt_submit_aiv_task(ADD, result);
        if (orch_args.tensor_count() > COUNTS && !rt_is_fatal()) {
            report(orch_args.tensor(COUNTS), c.task_id(), last.task_id());
        }
    }
}

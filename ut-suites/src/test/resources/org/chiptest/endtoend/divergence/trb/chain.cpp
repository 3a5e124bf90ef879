// A chain of steps from the first tensor to the second, as many as the scalar says.

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { STEP = 0, SLOW_STEP = 1 };

// What may be wrong with it.
#ifndef WITHOUT_ORDER
#define WITHOUT_ORDER 0
#endif
#ifndef FIRST_OF_TWO
#define FIRST_OF_TWO SLOW_STEP
#endif
#ifndef HALVES
#define HALVES false
#endif
#ifndef OTHER_SCALAR
#define OTHER_SCALAR false
#endif

constexpr int32_t WRONG_FROM = 500;

// Two steps of which the second begins before the first has ended, unless it is told to wait.
void two_steps(const Tensor &x, const TensorCreateInfo &like, const Tensor &y, int64_t count) {
    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        ArgWithDeps<1> slow;
        slow.add_input(x);
        slow.add_output(like);
        slow.add_scalar(count);
        const TaskOutputTensors middle = rt_submit_aiv_task(FIRST_OF_TWO, slow);

        ArgWithDeps<1> last;
        last.add_input(middle.get_ref(0));
        last.add_output(y);
        last.add_scalar(count);
        if (!WITHOUT_ORDER) {
            last.add_dep(middle.task_id());
        }
        rt_submit_aiv_task(STEP, last);
    }
}

} // namespace

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const ContinuousTensor &shape = args.tensor(1);
    const Tensor y = from_tensor_arg(shape);
    const uint32_t half[] = {shape.shapes[0] / 2};
    TensorCreateInfo like(shape.shapes, shape.ndims, shape.dtype);
    TensorCreateInfo half_of_it(half, 1, shape.dtype);
    like.set_initial_value(-1.0f);
    const int64_t count = static_cast<int64_t>(y.numel());
    const int32_t steps = from_u64<int32_t>(args.scalar(0));
    Tensor current = from_tensor_arg(args.tensor(0));
    if (steps == 2) {
        two_steps(current, like, y, count);
        return;
    }
    for (int32_t i = 0; i < steps; ++i) {
        Arg step;
        step.add_input(current);
        const bool halved = HALVES && i >= WRONG_FROM;
        if (i + 1 < steps) {
            step.add_output(halved ? half_of_it : like);
        } else {
            step.add_output(y);
        }
        step.add_scalar(halved ? count / 2 : OTHER_SCALAR && i == WRONG_FROM ? count - 1 : count);
        const TaskOutputTensors out = rt_submit_aiv_task(STEP, step);
        if (i + 1 < steps) {
            current = out.get_ref(0);
        }
    }
}

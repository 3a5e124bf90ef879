// Graphs of tensormap_and_ringbuffer in which faults can be planted.
#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { ADD = 0, MIDDLE = 1, LATE = 2, RAISE = 3, FIRST_HALF = 4 };

// y = x + 0 + 1 + ...: a chain of tasks, of which the middle one has a kernel of its own.
void chain(const ChipStorageTaskArgs &args, uint32_t rows_in_the_middle) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    const uint64_t count = args.scalar(0);
    const Tensor *last = &x;
    for (uint64_t i = 0; i < count; ++i) {
        const uint32_t shape[] = {i == count / 2 ? rows_in_the_middle : 1, 256};
        const TensorCreateInfo next(shape, 2);
        Arg add;
        add.add_input(*last);
        if (i == count - 1) {
            add.add_output(y);
        } else {
            add.add_output(next);
        }
        add.add_scalar(static_cast<float>(i));
        const TaskOutputTensors made = rt_submit_aiv_task(i == count / 2 ? MIDDLE : ADD, add);
        if (i < count - 1) {
            last = &made.get_ref(0);
        }
    }
}

// z = x + 1 + 2 by way of y. The task that makes y begins when the flag is raised: by a task of its own, or by one that waits for z.
void late(const ChipStorageTaskArgs &args, bool ordered) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    const Tensor z = from_tensor_arg(args.tensor(2));
    const Tensor flag = from_tensor_arg(args.tensor(3));
    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        Arg first;
        first.add_input(x);
        first.add_output(y);
        first.add_no_dep(flag);
        first.add_scalar(1.0f);
        const PTO2TaskId made = rt_submit_aiv_task(LATE, first).task_id();
        ArgWithDeps<1> second;
        second.add_input(y);
        second.add_output(z);
        second.add_scalar(2.0f);
        if (ordered) {
            second.add_dep(made);
        }
        const PTO2TaskId read = rt_submit_aiv_task(ADD, second).task_id();
        ArgWithDeps<1> third;
        third.add_inout(flag);
        if (!ordered) {
            third.add_dep(read);
        }
        rt_submit_aiv_task(RAISE, third);
    }
}

// y = x + 1 in four blocks, each by one kernel, or by two that run at the same time.
void blocks(const ChipStorageTaskArgs &args, const MixedKernels &kernels) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    const Tensor flags = from_tensor_arg(args.tensor(2));
    Arg add;
    add.add_input(x);
    add.add_output(y);
    add.add_inout(flags);
    add.add_scalar(1.0f);
    add.launch_spec.set_block_num(4);
    rt_submit_task(kernels, add);
}

} // namespace

extern "C" void single(const ChipStorageTaskArgs &args) { blocks(args, {INVALID_KERNEL_ID, MIDDLE, INVALID_KERNEL_ID}); }

extern "C" void paired(const ChipStorageTaskArgs &args) { blocks(args, {INVALID_KERNEL_ID, FIRST_HALF, MIDDLE}); }

extern "C" void chain(const ChipStorageTaskArgs &args) { chain(args, 1); }

extern "C" void chain_of_another_shape(const ChipStorageTaskArgs &args) { chain(args, 2); }

extern "C" void ordered(const ChipStorageTaskArgs &args) { late(args, true); }

extern "C" void unordered(const ChipStorageTaskArgs &args) { late(args, false); }

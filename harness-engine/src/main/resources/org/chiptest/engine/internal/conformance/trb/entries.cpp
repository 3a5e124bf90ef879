// Orchestrations that do one thing each.

#include <deque>

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { SUM_WORDS = 0, SPIN = 1, ADD_TWO = 2, NEVER = 3 };

void submit_on_first(int32_t kernel, const ChipStorageTaskArgs &args) {
    const Tensor first = from_tensor_arg(args.tensor(0));
    Arg arg;
    arg.add_inout(first);
    rt_submit_aiv_task(kernel, arg);
}

} // namespace

// Tells how often this library has run since it was opened, in the tensor.
extern "C" void counts(const ChipStorageTaskArgs &args) {
    static int64_t runs = 0;
    const uint32_t index[] = {0};
    set_tensor_data<int64_t>(from_tensor_arg(args.tensor(0)), 1, index, ++runs);
}

// Each of as many tensors as there may be becomes the sum of itself and two of the scalars.
extern "C" void limits(const ChipStorageTaskArgs &args) {
    for (int i = 0; i < args.tensor_count(); ++i) {
        const Tensor tensor = from_tensor_arg(args.tensor(i));
        Arg arg;
        arg.add_inout(tensor);
        arg.add_scalar(args.scalar(2 * i));
        arg.add_scalar(args.scalar(2 * i + 1));
        rt_submit_aiv_task(ADD_TWO, arg);
    }
}

// The first tensor becomes the sum of itself, of the others of a task that has as many as there can be, and of as many scalars.
extern "C" void words(const ChipStorageTaskArgs &args) {
    std::deque<Tensor> tensors;
    Arg arg;
    for (int i = 0; i < 16; ++i) {
        tensors.push_back(from_tensor_arg(args.tensor(i)));
        if (i == 0) {
            arg.add_inout(tensors.back());
        } else {
            arg.add_input(tensors.back());
        }
    }
    for (uint64_t i = 0; i < 32; ++i) {
        arg.add_scalar(i);
    }
    rt_submit_aiv_task(SUM_WORDS, arg);
}

// A task that completes when a word has a value that nobody gives it.
extern "C" void stalls(const ChipStorageTaskArgs &args) { submit_on_first(NEVER, args); }

extern "C" void spins(const ChipStorageTaskArgs &args) { submit_on_first(SPIN, args); }

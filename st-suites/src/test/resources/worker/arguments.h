// Arguments of one addition of vectors that lie in device memory: x, y, out float [n].
#pragma once

#include "task_args.h"

namespace worker {

enum Kernel : int32_t { ADD = 0 };

enum TensorArgument : int32_t { X, Y, OUT, TENSOR_COUNT };

} // namespace worker

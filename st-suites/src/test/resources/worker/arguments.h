// Arguments of one addition of vectors: x, y, out float [n]; counts int32 [3] gets the size of the graph.
#pragma once

#include "task_args.h"

namespace worker {

enum Kernel : int32_t { ADD = 0 };

enum TensorArgument : int32_t { X, Y, OUT, COUNTS, TENSOR_COUNT };

} // namespace worker

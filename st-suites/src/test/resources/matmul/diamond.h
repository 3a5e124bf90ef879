// Arguments of the diamond of matrix products, out = r * left + r * right with r = max(x, 0) in half precision:
// x float [size, size]; left, right f16 [size, size]; out float [size, size]; counts int32 [3].
#pragma once

#include "task_args.h"

namespace diamond {

enum Kernel : int32_t { RECTIFY = 0, GEMM = 1, ADD = 2 };

enum TensorArgument : int32_t { X, LEFT, RIGHT, OUT, COUNTS, TENSOR_COUNT };

} // namespace diamond

// Arguments of callables whose kernels talk to other chips. Rounds are numbered from 1.
#pragma once

#include "task_args.h"

namespace comm {

// x, out float [n]; counts int32 [3] gets the size of the graph; the address of the chip's CommContext, the number of the round.
namespace exchange {
enum TensorArgument : int32_t { X, OUT, COUNTS, TENSOR_COUNT };
enum ScalarArgument : int32_t { CONTEXT, ROUND, SCALAR_COUNT };
} // namespace exchange

// out float [n]; counts int32 [3] gets the size of the graph; the address of the chip's CommContext.
namespace fetch {
enum TensorArgument : int32_t { OUT, COUNTS, TENSOR_COUNT };
enum ScalarArgument : int32_t { CONTEXT, SCALAR_COUNT };
} // namespace fetch

// x float [m, k], weights float [k, n], out float [m, n]; counts int32 [3] gets the size of the graph.
namespace layer {
enum TensorArgument : int32_t { X, WEIGHTS, OUT, COUNTS, TENSOR_COUNT };
} // namespace layer

// tokens, out float [tokens, width]; experts int32 [tokens]: the rank that each token is for; counts int32 [3] gets the size of the
// graph; the address of the chip's CommContext, the number of the round.
namespace expert {
enum TensorArgument : int32_t { TOKENS, EXPERTS, OUT, COUNTS, TENSOR_COUNT };
enum ScalarArgument : int32_t { CONTEXT, ROUND, SCALAR_COUNT };
} // namespace expert

} // namespace comm

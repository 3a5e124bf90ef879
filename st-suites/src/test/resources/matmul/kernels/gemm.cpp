// out = the sum of some matrix products. Arguments: a, b, out; rows, inner, columns, products.

#include "gemm.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *args) { matmul::multiply<float>(suite::KernelArgs(args)); }

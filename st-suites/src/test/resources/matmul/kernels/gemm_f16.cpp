// The same as gemm.cpp with operands of half precision.

#include "gemm.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *args) { matmul::multiply<suite::f16>(suite::KernelArgs(args)); }

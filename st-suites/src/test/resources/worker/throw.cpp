// A kernel that throws.

#include <stdexcept>

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *) { throw std::runtime_error("the kernel gives up"); }

// A kernel that crashes.

#include "suite/kernel_args.h"

namespace {
volatile uint64_t nowhere = 8;
}

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *) { *reinterpret_cast<volatile int32_t *>(nowhere) = 1; }

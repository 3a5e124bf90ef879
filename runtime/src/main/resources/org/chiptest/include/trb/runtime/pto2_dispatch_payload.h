// What a core is handed for one block: the function, its words, and the contexts that the last two words point to.
#pragma once

#include <stdint.h>

#include "intrinsic.h"
#include "pto_types.h"

#ifndef PTO2_DISPATCH_MAX_ARGS
#define PTO2_DISPATCH_MAX_ARGS (MAX_TENSOR_ARGS + MAX_SCALAR_ARGS + PTO2_EXT_PARAMS_COUNT)
#endif

#ifndef PTO2_ALIGN_UP
#define PTO2_ALIGN_UP(x, align) (((x) + (align) - 1) & ~((align) - 1))
#endif

struct alignas(64) PTO2DispatchPayload {
    uint64_t function_bin_addr;
    uint64_t args[PTO2_DISPATCH_MAX_ARGS];
    LocalContext local_context;
    GlobalContext global_context;
    uint8_t reserved_payload_abi_pad[8];
};

static_assert(PTO2_DISPATCH_MAX_ARGS == 50, "kernel_entry receives 50 words");
static_assert(sizeof(PTO2DispatchPayload) == 512, "PTO2DispatchPayload is 512 bytes");
static_assert(__builtin_offsetof(PTO2DispatchPayload, args) == 8, "PTO2DispatchPayload.args");
static_assert(__builtin_offsetof(PTO2DispatchPayload, local_context) == 408, "PTO2DispatchPayload.local_context");
static_assert(__builtin_offsetof(PTO2DispatchPayload, global_context) == 456, "PTO2DispatchPayload.global_context");

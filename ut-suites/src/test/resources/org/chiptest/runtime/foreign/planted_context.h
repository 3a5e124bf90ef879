// A device of the planted runtime.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "planted_callable.h"

namespace {

struct Context {
    int device = -1;
    std::map<int32_t, Callable *> callables;
    std::map<void *, size_t> memory;
    size_t opens = 0;
    int runs = 0;
    std::vector<uint8_t> aicpu, aicore;
    int prepared = -1;  // generation 2: the callable of the run that is under way
    const uint8_t *args = nullptr;
    int phase = 0;
};

}  // namespace

#define API extern "C" __attribute__((visibility("default")))

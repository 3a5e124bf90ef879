// What a step is given: under tensormap_and_ringbuffer tensors.
#pragma once

#include "tensor.h"

struct StepArgs {
    explicit StepArgs(const int64_t *words) : x(elements(words[0])), y(elements(words[1])), count(words[2]) {}

    static float *elements(int64_t word) {
        const auto *tensor = reinterpret_cast<const Tensor *>(word);
        return reinterpret_cast<float *>(tensor->buffer.addr) + tensor->start_offset;
    }

    const float *x;
    float *y;
    int64_t count;
};

// What a step is given: under host_build_graph addresses.
#pragma once

#include <cstdint>

struct StepArgs {
    explicit StepArgs(const int64_t *words)
        : x(reinterpret_cast<const float *>(words[0])), y(reinterpret_cast<float *>(words[1])), count(words[2]) {}

    const float *x;
    float *y;
    int64_t count;
};

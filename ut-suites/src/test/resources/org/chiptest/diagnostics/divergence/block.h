// What a block of a task does: its part of y = x + a, of which a pair of kernels has half each.
#pragma once

#include "elements.h"
#include "intrinsic.h"

constexpr int BLOCKS = 4;
constexpr int PART = ELEMENTS / BLOCKS;

struct Block {
    explicit Block(int64_t *args)
        : x(elements(args[0])), y(elements(args[1])), flag(elements(args[2]) + get_block_idx(args)), a(scalar(args[3])),
          begin(get_block_idx(args) * PART) {}

    // Compute elements of this part; of one block the last of them is wrong by 3.
    void add(int from, int to, int wrong_block) const {
        for (int i = begin + from; i < begin + to; ++i) {
            y[i] = x[i] + a + (i == begin + to - 1 && begin == wrong_block * PART ? 3.0f : 0.0f);
        }
    }

    const float *x;
    float *y;
    volatile float *flag;
    float a;
    int begin;
};

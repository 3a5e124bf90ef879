// Attention of a tile of queries over one block of the key and value cache, step by step, and how the results of two
// blocks become one: the maths of all paged-attention kernels, on plain arrays.
//
// Matrices are row-major. A block's scores may be columns of a wider matrix, hence the strides.
#pragma once

#include <cmath>

#include "suite/half.h"

namespace attention {

using suite::bf16;

constexpr int MAX_HEAD_DIM = 256;

// scores[i][j] = q[i] . k[j], for the queries of a tile and the first `positions` keys of a block.
inline void multiply_keys(const bf16 *q, int queries, const bf16 *k, int positions, int head_dim, float *scores,
                          int stride) {
    constexpr int LANES = 16;
    alignas(64) float keys[MAX_HEAD_DIM][LANES]; // transposed, so that neighbours in memory belong to different sums
    for (int first = 0; first < positions; first += LANES) {
        const int lanes = positions - first < LANES ? positions - first : LANES;
        for (int d = 0; d < head_dim; ++d) {
            for (int lane = 0; lane < LANES; ++lane) {
                keys[d][lane] = lane < lanes ? suite::to_float(k[(first + lane) * head_dim + d]) : 0.0f;
            }
        }
        for (int i = 0; i < queries; ++i) {
            float sums[LANES] = {};
            for (int d = 0; d < head_dim; ++d) {
                const float x = suite::to_float(q[i * head_dim + d]);
                for (int lane = 0; lane < LANES; ++lane) {
                    sums[lane] += x * keys[d][lane];
                }
            }
            for (int lane = 0; lane < lanes; ++lane) {
                scores[i * stride + first + lane] = sums[lane];
            }
        }
    }
}

// p[j] = exp(scale * scores[j] - m), where m is the largest of the scaled scores; l is the sum of p as it is stored.
// Without any position m is minus infinity and l is 0.
inline void soften(const float *scores, int positions, float scale, bf16 *p, float &m, float &l) {
    m = -INFINITY;
    for (int j = 0; j < positions; ++j) {
        m = std::fmax(m, scale * scores[j]);
    }
    l = 0.0f;
    for (int j = 0; j < positions; ++j) {
        p[j] = suite::to_bf16(std::exp(scale * scores[j] - m));
        l += suite::to_float(p[j]);
    }
}

// o[i] += sum over j of p[i][j] * v[j].
inline void weigh_values(const bf16 *p, int stride, int queries, const bf16 *v, int positions, int head_dim, float *o) {
    alignas(64) float value[MAX_HEAD_DIM];
    for (int j = 0; j < positions; ++j) {
        for (int d = 0; d < head_dim; ++d) {
            value[d] = suite::to_float(v[j * head_dim + d]);
        }
        for (int i = 0; i < queries; ++i) {
            const float weight = suite::to_float(p[i * stride + j]);
            for (int d = 0; d < head_dim; ++d) {
                o[i * head_dim + d] += weight * value[d];
            }
        }
    }
}

// Takes the maximum, sum and weighted values of another block into those of one query.
inline void merge(float block_m, float block_l, const float *block_o, int head_dim, float &m, float &l, float *o) {
    const float largest = std::fmax(m, block_m);
    const float old_share = std::exp(m - largest);
    const float block_share = std::exp(block_m - largest);
    m = largest;
    l = old_share * l + block_share * block_l;
    for (int d = 0; d < head_dim; ++d) {
        o[d] = old_share * o[d] + block_share * block_o[d];
    }
}

} // namespace attention

// What kernels of random graphs compute on: tensors of any type, as integers. A tensor's elements are those of its view, rows of the raw
// shape apart.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "tensor.h"

namespace {

class Elements {
public:
    explicit Elements(int64_t word)
        : tensor_(*reinterpret_cast<const Tensor *>(word)), width_(get_element_size(tensor_.dtype)) {}

    uint64_t size() const {
        uint64_t size = 1;
        for (uint32_t d = 0; d < tensor_.ndims; ++d) {
            size *= tensor_.shapes[d];
        }
        return size;
    }

    // Of INT64 only.
    int64_t &operator[](uint64_t i) { return *reinterpret_cast<int64_t *>(at(i)); }

    // Of any type: its bits, with the sign.
    int64_t get(uint64_t i) const {
        int64_t value = 0;
        memcpy(&value, at(i), width_);
        const int unused = 64 - 8 * static_cast<int>(width_);
        return static_cast<int64_t>(static_cast<uint64_t>(value) << unused) >> unused;
    }

    void set(uint64_t i, int64_t value) { memcpy(at(i), &value, width_); }

    void add_atomically(uint64_t i, int64_t value) {
        switch (width_) {
        case 1:
            return add<int8_t>(i, value);
        case 2:
            return add<int16_t>(i, value);
        case 4:
            return add<int32_t>(i, value);
        default:
            return add<int64_t>(i, value);
        }
    }

private:
    template <typename T>
    void add(uint64_t i, int64_t value) {
        std::atomic_ref<T>(*reinterpret_cast<T *>(at(i))).fetch_add(static_cast<T>(value));
    }

    char *at(uint64_t i) const {
        uint64_t element = tensor_.start_offset;
        uint64_t stride = 1;
        for (uint32_t d = tensor_.ndims; d-- > 0;) {
            element += i % tensor_.shapes[d] * stride;
            i /= tensor_.shapes[d];
            stride *= tensor_.get_raw_shapes()[d];
        }
        return reinterpret_cast<char *>(tensor_.buffer.addr) + element * width_;
    }

    const Tensor &tensor_;
    const uint64_t width_;
};

// out = 3 * x + scalar, where out may be x; element i of x is taken modulo its size
[[maybe_unused]] void step_elements(Elements x, Elements out, int64_t scalar) {
    for (uint64_t i = 0; i < out.size(); ++i) {
        out.set(i, 3 * x.get(i % x.size()) + scalar);
    }
}

// z = 5 * z + 7 * x + y
[[maybe_unused]] void mix_elements(Elements x, Elements y, Elements z) {
    for (uint64_t i = 0; i < z.size(); ++i) {
        z.set(i, 5 * z.get(i) + 7 * x.get(i % x.size()) + y.get(i % y.size()));
    }
}

// x = 3 * x + scalar
[[maybe_unused]] void update_elements(Elements x, int64_t scalar) {
    for (uint64_t i = 0; i < x.size(); ++i) {
        x.set(i, 3 * x.get(i) + scalar);
    }
}

// Adds one to x[0], as another chip would.
[[maybe_unused]] void bump_elements(Elements x) { x.add_atomically(0, 1); }

// Notes when a task began and ended: the trace has a clock that ticks whenever it is asked, and for each task two words, which get the
// first begin and the last end of its blocks.
template <typename Kernel> void traced(Elements trace, int64_t task, Kernel kernel) {
    std::atomic_ref<int64_t> clock(trace[0]);
    const int64_t begin = clock.fetch_add(1);
    kernel();
    const int64_t end = clock.fetch_add(1);
    std::atomic_ref<int64_t> first(trace[1 + 2 * task]);
    int64_t seen = first.load();
    while (begin < seen && !first.compare_exchange_weak(seen, begin)) {
    }
    std::atomic_ref<int64_t> last(trace[2 + 2 * task]);
    seen = last.load();
    while (end > seen && !last.compare_exchange_weak(seen, end)) {
    }
}

} // namespace

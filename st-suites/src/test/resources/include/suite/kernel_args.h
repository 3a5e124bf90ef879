// Lets one kernel source serve both runtimes. The words of kernel_entry hold tensors first, then scalars; under
// host_build_graph a tensor is the address of its first element, under tensormap_and_ringbuffer that of a Tensor struct.
// Which one it is shows in the include path: only the latter has tensor.h.
#pragma once

#include <cstdint>

#include "data_type.h"
#if __has_include("tensor.h")
#include "tensor.h"
#endif

#ifndef __gm__
#define __gm__
#endif
#ifndef __aicore__
#define __aicore__
#endif

// -O2 alone vectorises only loops whose number of rounds it knows.
#pragma GCC optimize("O3")

namespace suite {

// Reads the words of kernel_entry one after the other.
class KernelArgs {
  public:
    explicit KernelArgs(__gm__ int64_t *words) : next_(words) {}

    // Leave out this many tensors, which another kernel of the same task reads.
    KernelArgs &skip(int tensors) {
        next_ += tensors;
        return *this;
    }

    // The first element of the next tensor.
    template <typename T>
    __gm__ T *tensor() {
        const int64_t word = *next_++;
#if __has_include("tensor.h")
        const auto *tensor = reinterpret_cast<__gm__ Tensor *>(word);
        return reinterpret_cast<__gm__ T *>(tensor->buffer.addr) + tensor->start_offset;
#else
        return reinterpret_cast<__gm__ T *>(word);
#endif
    }

    template <typename T>
    T scalar() {
        return from_u64<T>(static_cast<uint64_t>(*next_++));
    }

  private:
    __gm__ int64_t *next_;
};

} // namespace suite

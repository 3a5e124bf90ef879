#pragma once

#include <cstdint>

namespace pto {
namespace comm {
enum class NotifyOp : uint8_t { AtomicAdd = 0, Set = 1 };

struct Signal {
    explicit Signal(int32_t *address) : address(address) {}
    int32_t *address;
};
} // namespace comm
} // namespace pto

#pragma once

#include "pto/comm/comm_types.hpp"

namespace pto {
namespace comm {
inline int notifications = 0;

inline void TNOTIFY(Signal &signal, int32_t value, NotifyOp op) {
    ++notifications;
    *signal.address = op == NotifyOp::Set ? value : *signal.address + value;
}
} // namespace comm
} // namespace pto

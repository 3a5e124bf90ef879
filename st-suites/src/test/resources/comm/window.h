// What a chip's window holds, and how kernels find the windows of the other chips. Every chip has a window of the same layout;
// counters only grow, so that one set serves any number of rounds: what is waited for in round n is n times what one round adds.
#pragma once

#include <cstdint>

#include "platform_comm/comm_context.h"
#include "suite/flag.h"

namespace comm {

constexpr uint32_t MAX_RANKS = COMM_MAX_RANK_NUM;

// At the beginning of a window; data follows.
struct Signals {
    int32_t arrived;            // one for each chip that has written its part of a round
    int32_t departed;           // one for each chip that has read everything of a round
    int32_t returned;           // one for each chip that has sent back what it was sent
    int32_t notified;           // one for each notification of another chip
    int32_t counts[MAX_RANKS];  // elements that each other chip has sent
    int32_t unused[12];
};
static_assert(sizeof(Signals) % 64 == 0);

constexpr uint64_t DATA = sizeof(Signals);

// The windows of all chips as one of them sees them.
class Windows {
  public:
    explicit Windows(uint64_t context) : context_(*reinterpret_cast<const CommContext *>(context)) {}

    uint32_t rank() const { return context_.rankId; }

    uint32_t ranks() const { return context_.rankNum; }

    uint32_t next() const { return (rank() + 1) % ranks(); }

    Signals &signals(uint32_t rank) const { return *reinterpret_cast<Signals *>(context_.windowsIn[rank]); }

    Signals &own() const { return signals(rank()); }

    template <typename T>
    T *data(uint32_t rank) const {
        return reinterpret_cast<T *>(context_.windowsIn[rank] + DATA);
    }

    // Adds one to a counter of every chip, this one included, which publishes what was written before.
    void tell_all(int32_t Signals::*counter) const {
        for (uint32_t rank = 0; rank < ranks(); ++rank) {
            __atomic_add_fetch(&(signals(rank).*counter), 1, __ATOMIC_ACQ_REL);
        }
    }

    // Waits until all chips have told this one as often as this round is the how manyth.
    void await_all(int32_t Signals::*counter, int32_t round) const {
        suite::await(&(own().*counter), round * static_cast<int32_t>(ranks()));
    }

  private:
    const CommContext &context_;
};

} // namespace comm

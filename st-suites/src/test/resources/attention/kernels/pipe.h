// Queues between the cores of a cluster, in the memory that the simulation keeps for each cluster. A core that pushes to a
// full queue or pops from an empty one waits for the other core, so both must be running.
#pragma once

#include <sched.h>

#include <cstdint>

namespace attention {

// A queue with one core at each end. It starts as zeros, and stays where it is from task to task.
template <typename Slot>
class Pipe {
  public:
    static constexpr uint32_t DEPTH = 2;

    // Waits for room, lets `fill` write the slot, and passes it on.
    template <typename Fill>
    void push(Fill fill) {
        const uint32_t ticket = __atomic_load_n(&pushed_, __ATOMIC_RELAXED);
        while (ticket - __atomic_load_n(&popped_, __ATOMIC_ACQUIRE) == DEPTH) {
            sched_yield();
        }
        fill(slots_[ticket % DEPTH]);
        __atomic_store_n(&pushed_, ticket + 1, __ATOMIC_RELEASE);
    }

    // Waits for a slot, lets `use` read it, and gives it back.
    template <typename Use>
    void pop(Use use) {
        const uint32_t ticket = __atomic_load_n(&popped_, __ATOMIC_RELAXED);
        while (__atomic_load_n(&pushed_, __ATOMIC_ACQUIRE) == ticket) {
            sched_yield();
        }
        use(static_cast<const Slot &>(slots_[ticket % DEPTH]));
        __atomic_store_n(&popped_, ticket + 1, __ATOMIC_RELEASE);
    }

  private:
    uint32_t pushed_;
    char own_line_[60];
    uint32_t popped_;
    char other_line_[60];
    Slot slots_[DEPTH];
};

} // namespace attention

// A kernel for both runtimes that commits the fault in its first argument. It runs twice, as the sides 0 and 1 of its second argument;
// side 1 only takes part in a deadlock.

#include "fault.h"

namespace {

volatile bool arrived[2];

// Each side waits for the other one before it says that it is there.
[[gnu::noinline]] void wait_for_other_side(int64_t side) {
    while (!arrived[1 - side]) {
        sched_yield();
    }
    arrived[side] = true;
}

} // namespace

extern "C" void kernel_entry(int64_t *args) {
    const Fault fault = static_cast<Fault>(args[0]);
    if (fault == Fault::DEADLOCK) {
        wait_for_other_side(args[1]);
    } else if (args[1] == 0) {
        commit(fault);
    }
}

// Waits until as many kernels as the second argument says have come to the counter that the first one points to.
#include <cstdint>
#include <sched.h>

extern "C" void kernel_entry(int64_t *args) {
    uint32_t *arrived = reinterpret_cast<uint32_t *>(args[0]);
    __atomic_fetch_add(arrived, 1u, __ATOMIC_ACQ_REL);
    while (__atomic_load_n(arrived, __ATOMIC_ACQUIRE) < static_cast<uint32_t>(args[1])) {
        sched_yield();
    }
}

// Waits until the word that the first argument points to is no longer 0.
#include <cstdint>
#include <sched.h>

extern "C" void kernel_entry(int64_t *args) {
    while (__atomic_load_n(reinterpret_cast<uint32_t *>(args[0]), __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
}

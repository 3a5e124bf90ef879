// A kernel that takes as long as its only scalar says: each step needs the result of the one before.

#include <cstdint>

extern "C" void kernel_entry(int64_t *args) {
    uint64_t value = 1;
    for (int64_t step = 0; step < args[0]; ++step) {
        value = value * 6364136223846793005u + 1442695040888963407u;
    }
    volatile uint64_t result = value;
    static_cast<void>(result);
}

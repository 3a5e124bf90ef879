// A kernel whose library does not come back when it is closed.

#include <cstdint>
#include <unistd.h>

namespace {

[[gnu::destructor]] void destruct() {
    for (;;) {
        pause();
    }
}

} // namespace

extern "C" void kernel_entry(int64_t *) {}
